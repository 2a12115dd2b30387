package io.av4j;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.AacSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.codec.X264Settings;
import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.Route;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Allocations;
import io.av4j.testing.TestMedia;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a frame or packet costs the Java heap once a loop runs: at most 64 bytes, and never a
 * JavaCPP object with a deallocator. Counted, not timed.
 */
class HotPathTest {
  // The clip has 300 pictures: its end lies in the warm-up, and a turn that pumps all of it is run
  // twice before one is measured.
  private static final int WARM_UP = 310;
  private static final int MEASURED = 280;
  private static final int MOST_BYTES = 64;
  private static final Timestamp START = Timestamp.ofMicros(0);

  @TempDir Path folder;

  @Test
  void demuxing() {
    try (MediaInput input = open()) {
      Counter<Packet> counter = new Counter<>();
      measure("demux", counter, looping(input, counter));
    }
  }

  @Test
  void decoding() {
    try (MediaInput input = open();
        Decoder<VideoFrame> decoder = input.bestVideo().openDecoder(DecoderOptions.DEFAULT)) {
      Counter<VideoFrame> counter = new Counter<>();
      measure("decode", counter, pumping(input, input.bestVideo().to(decoder.into(counter))));
    }
  }

  @Test
  void reading() {
    try (MediaInput input = open();
        FrameReader<VideoFrame> reader = input.videoFrames()) {
      Counter<VideoFrame> counter = new Counter<>();
      measure(
          "frame reader",
          counter,
          () -> {
            VideoFrame frame = reader.next();
            if (frame == null) {
              reader.seek(START);
            } else {
              counter.accept(frame);
            }
          });
    }
  }

  @Test
  void scaling() {
    try (MediaInput input = open();
        Decoder<VideoFrame> decoder = input.bestVideo().openDecoder(DecoderOptions.DEFAULT);
        VideoScaler scaler = VideoScaler.to(input.bestVideo().format().withSize(1280, 720))) {
      Counter<VideoFrame> counter = new Counter<>();
      measure(
          "decode, scale",
          counter,
          pumping(input, input.bestVideo().to(decoder.into(scaler.into(counter)))));
    }
  }

  @Test
  void encoding() {
    try (MediaInput input = open();
        FrameReader<VideoFrame> reader = input.videoFrames();
        MediaOutput output = MediaOutput.create(folder.resolve("out.nut"))) {
      VideoFormat small = input.bestVideo().format().withSize(640, 360);
      Sink<VideoFrame> track =
          output.addVideo(X264Settings.of(small).preset("ultrafast").threads(1).build());
      Counter<VideoFrame> counter = new Counter<>();
      try (VideoFrame picture = requireNonNull(reader.next()).newRef()) {
        AVFrame struct = picture.pointer();
        long step = struct.duration();
        measure(
            "scale, encode, mux",
            counter,
            () -> {
              struct.pts(struct.pts() + step);
              track.accept(picture);
              counter.accept(picture);
            });
      }
    }
  }

  @Test
  void decodingSound() {
    try (MediaInput input = open();
        Decoder<AudioFrame> decoder = input.bestAudio().openDecoder(DecoderOptions.DEFAULT)) {
      Counter<AudioFrame> counter = new Counter<>();
      measure("decode sound", counter, pumping(input, input.bestAudio().to(decoder.into(counter))));
    }
  }

  @Test
  void encodingSound() {
    AudioFormat cd = new AudioFormat(44_100, SampleFormat.FLTP, ChannelLayout.STEREO);
    try (MediaInput input = open();
        FrameReader<AudioFrame> reader = input.audioFrames();
        MediaOutput output = MediaOutput.create(folder.resolve("out.nut"));
        AudioFrame sound = requireNonNull(reader.next()).newRef()) {
      Sink<AudioFrame> track = output.addAudio(AacSettings.of(cd).build());
      Counter<AudioFrame> counter = new Counter<>();
      AVFrame struct = sound.pointer();
      int samples = struct.nb_samples();
      measure(
          "resample, encode, mux sound",
          counter,
          () -> {
            struct.pts(struct.pts() + samples);
            track.accept(sound);
            counter.accept(sound);
          });
    }
  }

  @Test
  void remuxing() {
    try (MediaInput input = open();
        TimeShift shift = TimeShift.by(START);
        MediaOutput output = MediaOutput.create(folder.resolve("out.flv"))) {
      Counter<Packet> counter = new Counter<>();
      List<Sink<Packet>> tracks = new ArrayList<>();
      for (MediaStream stream : input.streams()) {
        tracks.add(shift.into(output.addCopy(stream)));
      }
      Sink<Packet> copy =
          packet -> {
            counter.accept(packet);
            tracks.get(packet.streamIndex()).accept(packet);
          };
      measure(
          "remux",
          counter,
          () -> {
            if (!input.read(copy)) {
              shift.setOffset(requireNonNull(shift.end()));
              input.seek(START);
            }
          });
    }
  }

  private static MediaInput open() {
    return MediaInput.open(TestMedia.clip("flash_1080p30.mp4"));
  }

  private static Runnable pumping(MediaInput input, Route route) {
    return () -> {
      input.pump(route);
      input.seek(START);
    };
  }

  private static Runnable looping(MediaInput input, Sink<Packet> sink) {
    return () -> {
      if (!input.read(sink)) {
        input.seek(START);
      }
    };
  }

  private static void measure(String what, Counter<?> counter, Runnable turn) {
    while (counter.count < WARM_UP) {
      turn.run();
    }
    try (Allocations allocations = new Allocations()) {
      int before = counter.count;
      while (counter.count < before + MEASURED) {
        turn.run();
      }
      double bytes = (double) allocations.heapBytes() / (counter.count - before);
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f bytes of heap an item, %d deallocators in all%n",
          what,
          bytes,
          allocations.deallocators());
      assertThat(allocations.deallocators()).isZero();
      assertThat(bytes).as("bytes an item").isLessThanOrEqualTo(MOST_BYTES);
    }
  }

  private static final class Counter<T> implements Sink<T> {
    private int count;

    @Override
    public void accept(T item) {
      count++;
    }
  }
}
