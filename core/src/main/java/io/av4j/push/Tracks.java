package io.av4j.push;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import org.jspecify.annotations.Nullable;

/** What a destination is to be sent, as often as it is connected anew. Any thread may ask. */
final class Tracks implements AutoCloseable {
  private final @Nullable CodecParameters video;
  private final @Nullable CodecParameters audio;

  /** Closes the two; one of them may be null. */
  Tracks(@Nullable CodecParameters video, @Nullable CodecParameters audio) {
    this.video = video;
    this.audio = audio;
  }

  /** The tracks of one connection. */
  record Connected(@Nullable Sink<Packet> video, @Nullable Sink<Packet> audio) {
    @Nullable Sink<Packet> of(Coded item) {
      return item.video() ? video : audio;
    }
  }

  Connected addTo(MediaOutput output) {
    return new Connected(
        video == null ? null : output.addTrack(video),
        audio == null ? null : output.addTrack(audio));
  }

  /** Whether a connection made for the other can go on with these. */
  boolean continues(Tracks other) {
    return same(video, other.video) && same(audio, other.audio);
  }

  private static boolean same(@Nullable CodecParameters one, @Nullable CodecParameters other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.describesSameAs(other);
  }

  boolean hasVideo() {
    return video != null;
  }

  /** The name that RTMP's {@code connect} has to announce; null where it need not. */
  @Nullable String fourCc() {
    return video == null
        ? null
        : switch (video.codec()) {
          case "hevc" -> "hvc1";
          case "av1" -> "av01";
          case "vp9" -> "vp09";
          default -> null;
        };
  }

  boolean isH264() {
    return video != null && video.codec().equals("h264");
  }

  @Override
  public void close() {
    if (video != null) {
      video.close();
    }
    if (audio != null) {
      audio.close();
    }
  }
}
