package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Calls on everything but outputs that end the process when they reach FFmpeg. */
public final class StageCrashes implements Supplier<Map<String, Scenario>> {
  private static final VideoFormat SMALL =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
  private static final AudioFormat SOUND =
      new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);

  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("an option changes what the encoder takes", () -> formatByOption());
    all.put("a layout whose count is not its name's", () -> wrongCount());
    all.put("pictures of huge size", () -> hugePictures());
    all.put("sound of huge length", () -> hugeSound());
    all.put("times at the ends of the number range", () -> extremeTimes());
    all.put("a jump of the time by ages at a constant rate", () -> jump());
    all.put("a seek to the end of time", () -> seekFar());
    all.put("sound at absurd rates", () -> absurdRates());
    all.put("close from every sink", () -> closeFromSinks());
    all.put("feeding a stage from its own sink", () -> reentrant());
    return all;
  }

  private static void formatByOption() {
    AudioFormat mono = SOUND.withLayout(ChannelLayout.MONO);
    for (String encoder :
        new String[] {"aac", "ac3", "libopus", "libmp3lame", "flac", "pcm_f32le"}) {
      for (Map.Entry<String, String> option :
          Map.of("ch_layout", "7.1", "ar", "8000", "sample_fmt", "s64", "frame_size", "1000000")
              .entrySet()) {
        AudioEncoderSettings settings =
            AudioEncoderSettings.of(encoder, mono)
                .withOption("strict", "-2")
                .withOption(option.getKey(), option.getValue());
        tolerated(
            () -> {
              try (Encoder<AudioFrame> opened =
                      Encoder.openAudio(settings, HeaderPlacement.IN_BAND);
                  AudioFrame frame = AudioFrame.allocate(mono, 512)) {
                frame.setPts(new Timestamp(0, new Rational(1, 48_000)));
                for (int i = 0; i < 40; i++) {
                  frame.setPts(new Timestamp(512L * i, new Rational(1, 48_000)));
                  opened.feed(frame, packet -> {});
                }
                opened.flush(packet -> {});
              }
            });
      }
    }
    for (String encoder : new String[] {"libx264", "mpeg4", "mjpeg", "rawvideo", "ffv1"}) {
      for (Map.Entry<String, String> option :
          Map.of(
                  "video_size",
                  "1920x1080",
                  "pixel_format",
                  "gbrap16le",
                  "s",
                  "1920x1080",
                  "time_base",
                  "0/1",
                  "width",
                  "1920",
                  "pix_fmt",
                  "rgba64le")
              .entrySet()) {
        VideoEncoderSettings settings =
            VideoEncoderSettings.of(encoder, SMALL).withOption(option.getKey(), option.getValue());
        tolerated(
            () -> {
              try (Encoder<VideoFrame> opened =
                      Encoder.openVideo(settings, HeaderPlacement.IN_BAND);
                  VideoFrame frame = VideoFrame.allocate(SMALL)) {
                frame.setPts(new Timestamp(0, new Rational(1, 25)));
                opened.feed(frame, packet -> {});
                opened.flush(packet -> {});
              }
            });
      }
    }
  }

  private static void wrongCount() {
    AudioFormat more = SOUND.withLayout(new ChannelLayout("stereo", 7));
    AudioFormat fewer = SOUND.withLayout(new ChannelLayout("7.1", 2));
    for (AudioFormat wrong : new AudioFormat[] {more, fewer}) {
      assertThatIllegalArgumentException().isThrownBy(() -> AudioFrame.allocate(wrong, 1024));
      assertThatIllegalArgumentException().isThrownBy(() -> AudioResampler.to(wrong));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Encoder.openAudio(
                      AudioEncoderSettings.of("aac", wrong), HeaderPlacement.IN_BAND));
    }
  }

  private static void hugePictures() {
    VideoFormat huge = VideoFormat.of(65_535, 4_096, PixelFormat.GRAY8);
    tolerated(
        () -> VideoFrame.allocate(huge.withPixelFormat(PixelFormat.of("gbrapf32le"))).close());
    for (String encoder : new String[] {"libx264", "libx265", "mpeg4", "mjpeg", "libvpx", "png"}) {
      VideoFormat wide =
          VideoFormat.of(65_535, 16, PixelFormat.YUV420P).withFrameRate(Rational.of(1));
      tolerated(
          () ->
              Encoder.openVideo(VideoEncoderSettings.of(encoder, wide), HeaderPlacement.GLOBAL)
                  .close());
    }
    try (VideoFrame line = VideoFrame.allocate(VideoFormat.of(65_535, 1, PixelFormat.RGB24));
        VideoScaler scaler = VideoScaler.to(VideoFormat.of(1, 65_535, PixelFormat.YUV420P))) {
      tolerated(() -> scaler.feed(line, frame -> frame.copyTo(new byte[frame.packedSize()])));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VideoFormat.of(65_535, 65_535, PixelFormat.GRAY8));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VideoFormat.of(Integer.MAX_VALUE, 1, PixelFormat.GRAY8));
  }

  private static void hugeSound() {
    AudioFormat wide = new AudioFormat(768_000, SampleFormat.DBLP, ChannelLayout.of("64 channels"));
    tolerated(() -> AudioFrame.allocate(wide, 1 << 24).close());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AudioFrame.allocate(SOUND, Integer.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> AudioFrame.allocate(SOUND, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> AudioFrame.allocate(SOUND, -1));
    try (AudioFrame frame = AudioFrame.allocate(wide, 100)) {
      byte[] samples = new byte[frame.packedSize()];
      frame.copyTo(samples);
      frame.copyFrom(samples);
    }
  }

  private static void extremeTimes() throws IOException {
    long[] values = {
      0,
      1,
      Integer.MAX_VALUE,
      1L << 33,
      1L << 40,
      Long.MAX_VALUE / 3,
      Long.MAX_VALUE - 1,
      Long.MAX_VALUE,
      -1,
      -Long.MAX_VALUE
    };
    Rational[] units = {
      new Rational(1, 25), new Rational(1, Integer.MAX_VALUE), new Rational(Integer.MAX_VALUE, 1)
    };
    for (String suffix : new String[] {".mp4", ".flv", ".ts", ".mkv", ".avi", ".ogg", ".mov"}) {
      for (Rational unit : units) {
        for (long value : values) {
          tolerated(() -> extremeTimes(suffix, value, unit));
        }
      }
    }
  }

  private static void extremeTimes(String suffix, long value, Rational unit) throws IOException {
    Path file = OutputCrashes.temp(suffix);
    try (MediaOutput output = MediaOutput.create(file);
        VideoFrame frame = VideoFrame.allocate(SMALL)) {
      VideoEncoderSettings settings =
          suffix.equals(".ogg")
              ? VideoEncoderSettings.of("libtheora", SMALL)
              : VideoEncoderSettings.of("mpeg4", SMALL);
      Sink<VideoFrame> track = output.addVideo(settings);
      for (long pts : new long[] {0, 1, value, value == Long.MAX_VALUE ? value : value + 1}) {
        tolerated(
            () -> {
              frame.setPts(new Timestamp(pts, unit));
              frame.setDuration(new Timestamp(Math.max(1, value), unit));
            });
        tolerated(() -> track.accept(frame));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void jump() {
    for (long seconds : new long[] {1_000_000, Integer.MAX_VALUE, Long.MAX_VALUE, -1_000_000_000}) {
      try (ConstantFrameRate cfr = ConstantFrameRate.of(new Rational(60, 1));
          VideoFrame frame = VideoFrame.allocate(SMALL)) {
        long[] count = {0};
        for (long pts : new long[] {0, 1, seconds}) {
          frame.setPts(new Timestamp(pts, Rational.of(1)));
          tolerated(() -> cfr.feed(frame, picture -> count[0]++));
        }
        assertThat(count[0]).isLessThan(10_000_000);
      }
    }
  }

  private static void seekFar() {
    for (Path clip : TestMedia.own()) {
      tolerated(
          () -> {
            try (MediaInput input = MediaInput.open(clip)) {
              for (long micros :
                  new long[] {
                    3_600_000_000L, 1L << 50, Long.MAX_VALUE, -1, -(1L << 50), -Long.MAX_VALUE
                  }) {
                Timestamp time = Timestamp.ofMicros(micros);
                tolerated(() -> input.seek(time));
                input.read(packet -> {});
                if (input.findVideo().isPresent()) {
                  try (var frames = input.videoFrames()) {
                    tolerated(() -> frames.seek(time));
                    tolerated(frames::next);
                  }
                } else {
                  try (var frames = input.audioFrames()) {
                    tolerated(() -> frames.seek(time));
                    tolerated(frames::next);
                  }
                }
              }
            }
          });
    }
  }

  private static void absurdRates() {
    int[][] pairs = {{768_000, 1}, {1, 768_000}, {767_999, 2}, {44_101, 47_999}, {3, 767_999}};
    for (int[] pair : pairs) {
      tolerated(
          () -> {
            try (AudioResampler resampler = AudioResampler.to(SOUND.withSampleRate(pair[1]));
                AudioFrame frame = AudioFrame.allocate(SOUND.withSampleRate(pair[0]), 1024)) {
              long start = System.nanoTime();
              frame.setPts(new Timestamp(0, new Rational(1, pair[0])));
              resampler.feed(frame, sound -> {});
              resampler.flush(sound -> {});
              System.out.println(
                  pair[0]
                      + " to "
                      + pair[1]
                      + " Hz: "
                      + (System.nanoTime() - start) / 1_000_000
                      + " ms");
            }
          });
    }
  }

  private static void closeFromSinks() throws IOException {
    MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
    var decoder = input.bestVideo().openDecoder();
    VideoScaler scaler = VideoScaler.to(SMALL);
    Encoder<VideoFrame> encoder =
        Encoder.openVideo(VideoEncoderSettings.of("mpeg4", SMALL), HeaderPlacement.IN_BAND);
    MediaOutput output = MediaOutput.create(OutputCrashes.temp(".mp4"));
    Sink<Packet> all =
        decoder.into(
            scaler.into(
                encoder.into(
                    packet -> {
                      output.close();
                      encoder.close();
                      scaler.close();
                      decoder.close();
                      input.close();
                      assertThat(packet.bytes()).isNotEmpty();
                    })));
    assertThatIllegalStateException().isThrownBy(() -> input.pump(input.bestVideo().to(all)));
    assertThatIllegalStateException().isThrownBy(all::end);
  }

  private static void reentrant() throws IOException {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        var decoder = input.bestVideo().openDecoder();
        VideoScaler scaler = VideoScaler.to(SMALL);
        Encoder<VideoFrame> encoder =
            Encoder.openVideo(VideoEncoderSettings.of("mpeg4", SMALL), HeaderPlacement.IN_BAND)) {
      int index = input.bestVideo().index();
      int[] seen = {0};
      for (int i = 0; i < 20; i++) {
        input.read(
            packet -> {
              refused(() -> input.read(other -> {}));
              refused(() -> input.seek(Timestamp.ofMicros(0)));
              if (packet.streamIndex() != index) {
                return;
              }
              decoder.feed(
                  packet,
                  picture -> {
                    refused(() -> decoder.feed(packet, other -> {}));
                    refused(() -> decoder.flush(other -> {}));
                    refused(decoder::discard);
                    scaler.feed(
                        picture,
                        small -> {
                          refused(() -> scaler.feed(picture, other -> {}));
                          encoder.feed(
                              small,
                              coded -> {
                                seen[0]++;
                                refused(() -> encoder.feed(small, other -> {}));
                                refused(() -> encoder.flush(other -> {}));
                              });
                        });
                  });
            });
      }
      assertThat(seen[0]).isPositive();
    }
  }

  private static void refused(Scenario call) {
    assertThat(tolerated(call))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("further up this thread's stack");
  }
}
