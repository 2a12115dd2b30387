package io.av4j.push.destination;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Packets with times made up around one real packet, and streams made of real parameters. */
final class TestPackets implements AutoCloseable {
  static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
  static final Path VIDEO_ONLY = TestMedia.clip("video_only_360p.mp4");
  static final Path BOTH = TestMedia.clip("flash_baseline.flv");
  static final Path HEVC = TestMedia.clip("flash_hevc10_720p.mp4");
  static final Path AUDIO_ONLY = TestMedia.clip("beep_aac.m4a");

  private final Packet packet;
  private final StreamSet streams;

  /** Of a clip with video. */
  TestPackets(Path clip) {
    packet = packets(clip, 1).get(0);
    streams = streams(clip);
  }

  /** The first packets of the video of a clip, or of all where there is none. */
  static List<Packet> packets(Path clip, int count) {
    List<Packet> all = new ArrayList<>();
    try (MediaInput input = MediaInput.open(clip)) {
      int video = input.findVideo().map(stream -> stream.index()).orElse(0);
      while (all.size() < count
          && input.read(
              lent -> {
                if (lent.streamIndex() == video) {
                  all.add(lent.newRef());
                }
              })) {
        // The next.
      }
    }
    return all;
  }

  /** The streams of a clip, with the first reference for the caller. */
  static StreamSet streams(Path clip) {
    try (MediaInput input = MediaInput.open(clip)) {
      CodecParameters video = input.findVideo().map(stream -> stream.parameters()).orElse(null);
      CodecParameters audio = input.findAudio().map(stream -> stream.parameters()).orElse(null);
      return new StreamSet(video, audio, 1_000_000);
    }
  }

  /** The video of a clip alone. */
  static StreamSet video(Path clip) {
    try (MediaInput input = MediaInput.open(clip)) {
      return new StreamSet(input.bestVideo().parameters(), null, 1_000_000);
    }
  }

  StreamSet streams() {
    return streams;
  }

  /** Lends a packet for a queue to take; it is released by {@link #close}. */
  EncodedPacket lend(boolean video, long millis, boolean key, int bytes) {
    return new EncodedPacket(packet, streams, video, key, millis * MS, bytes, null);
  }

  /** A packet for the cache to take over. */
  EncodedPacket own(boolean video, long millis, boolean key, int bytes) {
    return new EncodedPacket(packet.newRef(), streams, video, key, millis * MS, bytes, null);
  }

  @Override
  public void close() {
    packet.close();
    streams.release();
  }
}
