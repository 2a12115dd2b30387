package io.av4j.push.destination;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.DisposablePackets;
import io.av4j.container.MediaOutput;
import org.jspecify.annotations.Nullable;

/**
 * The streams that a rendition consists of, as a destination has to be told of them whenever it is
 * connected: the parameters of its video and audio.
 *
 * <p>It is shared by counting. Its maker holds the first reference; whoever {@linkplain #retain()
 * retains} it releases it once, and the last release closes the parameters. Two sets are the same
 * streams only if they are the same object: packets name the set that they belong to by identity.
 * Any thread.
 */
public final class StreamSet {
  private final @Nullable CodecParameters video;
  private final @Nullable CodecParameters audio;
  private final String videoCodec;
  private final long bitsPerSecond;
  // Under the lock of this.
  private int references = 1;

  /**
   * Takes the parameters over.
   *
   * @param video null for none
   * @param audio null for none
   * @param bitsPerSecond about what both take together; decides on buffers alone
   */
  public StreamSet(
      @Nullable CodecParameters video, @Nullable CodecParameters audio, long bitsPerSecond) {
    this.video = video;
    this.audio = audio;
    this.videoCodec = video == null ? "" : video.codec();
    this.bitsPerSecond = bitsPerSecond;
  }

  /**
   * One more reference, for the caller to release.
   *
   * @throws IllegalStateException if the last one was released
   */
  public synchronized StreamSet retain() {
    if (references == 0) {
      throw new IllegalStateException("the parameters of these streams are closed");
    }
    references++;
    return this;
  }

  /**
   * Gives one reference back; the last one closes the parameters.
   *
   * @throws IllegalStateException if there is none left
   */
  public synchronized void release() {
    if (references == 0) {
      throw new IllegalStateException("the parameters of these streams are closed");
    }
    references--;
    if (references == 0) {
      close(video);
      close(audio);
    }
  }

  /**
   * The video alone, as streams of its own. The caller holds a reference to these, and to those.
   */
  public StreamSet withoutAudio() {
    return new StreamSet(video == null ? null : video.copy(), null, bitsPerSecond);
  }

  private static void close(@Nullable CodecParameters parameters) {
    if (parameters != null) {
      parameters.close();
    }
  }

  /**
   * Whether a connection made for the other can go on with these: the same codecs with the same
   * headers. The caller holds a reference to each.
   */
  public boolean continues(StreamSet other) {
    return same(video, other.video) && same(audio, other.audio);
  }

  private static boolean same(@Nullable CodecParameters one, @Nullable CodecParameters other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.describesSameAs(other);
  }

  /** Whether there is video. */
  public boolean hasVideo() {
    return video != null;
  }

  /** FFmpeg's name of the video codec, for example {@code h264}; empty where there is none. */
  public String videoCodec() {
    return videoCodec;
  }

  /** About how many bits a second video and audio take together. */
  public long bitsPerSecond() {
    return bitsPerSecond;
  }

  /**
   * The FourCC that RTMP's {@code connect} has to announce (enhanced RTMP's {@code fourCcList});
   * null where it need not.
   */
  public @Nullable String fourCc() {
    return switch (videoCodec) {
      case "hevc" -> "hvc1";
      case "av1" -> "av01";
      case "vp9" -> "vp09";
      default -> null;
    };
  }

  /**
   * Tells which packets of the video can be left out alone, for one reader of them; null where
   * there is no video. The caller holds a reference.
   */
  @Nullable DisposablePackets disposablePackets() {
    return video == null ? null : DisposablePackets.of(video);
  }

  /**
   * Adds a track for each stream. The caller holds a reference.
   *
   * @throws io.av4j.UnsupportedMediaException if the container cannot carry a codec
   */
  public OpenTracks openIn(MediaOutput output) {
    return new OpenTracks(
        video == null ? null : output.addTrack(video),
        audio == null ? null : output.addTrack(audio));
  }

  @Override
  public String toString() {
    return "StreamSet[" + videoCodec + (audio == null ? "]" : " " + audio.codec() + "]");
  }
}
