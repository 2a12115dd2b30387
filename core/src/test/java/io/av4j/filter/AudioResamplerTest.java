package io.av4j.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class AudioResamplerTest {
  @ParameterizedTest
  @CsvSource({
    "tones_stereo.flac, 48000, stereo, S16, pcm_s16le",
    "tones_stereo.flac, 22050, mono, S16, pcm_s16le",
    "beep_opus.ogg, 44100, stereo, FLT, pcm_f32le",
    "beep_aac.m4a, 48000, 5.1, S16, pcm_s16le"
  })
  void sameSamplesAsTheFfmpegProgram(
      String clip, int rate, String layout, SampleFormat format, String pcm, @TempDir Path folder)
      throws IOException {
    Path raw = folder.resolve("oracle.raw");
    FFmpegProgram.ffmpeg()
        .run(
            "-v",
            "error",
            "-i",
            TestMedia.clip(clip).toString(),
            "-af",
            "aformat=channel_layouts=" + layout,
            "-ar",
            String.valueOf(rate),
            "-c:a",
            pcm,
            "-f",
            pcm.substring(4),
            raw.toString());

    AudioFormat target = new AudioFormat(rate, format, ChannelLayout.of(layout));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    try (MediaInput input = MediaInput.open(TestMedia.clip(clip));
        FrameReader<AudioFrame> frames = input.audioFrames();
        AudioResampler resampler = AudioResampler.to(target, 1024)) {
      for (AudioFrame frame : frames) {
        resampler.feed(frame, block -> ours.writeBytes(bytes(block)));
      }
      resampler.flush(block -> ours.writeBytes(bytes(block)));
    }
    byte[] theirs = Files.readAllBytes(raw);
    assertThat(ours.size()).isEqualTo(theirs.length);
    assertThat(ours.toByteArray()).isEqualTo(theirs);
  }

  @Test
  void blocksAreOfOneLengthAndFollowEachOther() {
    List<Integer> lengths = new ArrayList<>();
    List<Timestamp> times = new ArrayList<>();
    AudioFormat target = new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);
    try (MediaInput input = MediaInput.open(TestMedia.clip("tones_stereo.flac"));
        FrameReader<AudioFrame> frames = input.audioFrames();
        AudioResampler resampler = AudioResampler.to(target, 1000)) {
      for (AudioFrame frame : frames) {
        resampler.feed(frame, block -> note(block, lengths, times));
      }
      resampler.flush(block -> note(block, lengths, times));
    }
    // 88200 samples at 44.1 kHz are 96000 at 48 kHz.
    assertThat(lengths.stream().mapToInt(Integer::intValue).sum()).isBetween(95_998, 96_002);
    assertThat(lengths.subList(0, lengths.size() - 1)).containsOnly(1000);
    for (int i = 0; i < times.size(); i++) {
      assertThat(times.get(i)).isEqualTo(new Timestamp(i * 1000L, new Rational(1, 48_000)));
    }
  }

  @Test
  void aGapStaysAGap() {
    AudioFormat format = new AudioFormat(48_000, SampleFormat.S16, ChannelLayout.MONO);
    Rational sample = new Rational(1, 48_000);
    List<Integer> lengths = new ArrayList<>();
    List<Timestamp> times = new ArrayList<>();
    try (AudioFrame frame = AudioFrame.allocate(format, 960);
        AudioResampler resampler = AudioResampler.to(format, 480)) {
      frame.copyFrom(new byte[frame.packedSize()]);
      for (long pts : new long[] {0, 960, 48_000, 48_960}) {
        frame.setPts(new Timestamp(pts, sample));
        resampler.feed(frame, block -> note(block, lengths, times));
      }
    }
    assertThat(times.stream().map(Timestamp::value))
        .containsExactly(0L, 480L, 960L, 1440L, 48_000L, 48_480L, 48_960L, 49_440L);
  }

  @Test
  void theInputMayChangeOnTheWay() {
    AudioFormat target = new AudioFormat(48_000, SampleFormat.S16, ChannelLayout.STEREO);
    AudioFormat first = new AudioFormat(24_000, SampleFormat.FLTP, ChannelLayout.MONO);
    AudioFormat second = new AudioFormat(48_000, SampleFormat.S32, ChannelLayout.STEREO);
    List<Integer> lengths = new ArrayList<>();
    List<Timestamp> times = new ArrayList<>();
    try (AudioFrame one = AudioFrame.allocate(first, 2400);
        AudioFrame two = AudioFrame.allocate(second, 4800);
        AudioResampler resampler = AudioResampler.to(target, 480)) {
      one.copyFrom(new byte[one.packedSize()]);
      two.copyFrom(new byte[two.packedSize()]);
      one.setPts(new Timestamp(0, new Rational(1, 24_000)));
      two.setPts(new Timestamp(4800, new Rational(1, 48_000)));
      resampler.feed(one, block -> note(block, lengths, times));
      resampler.feed(two, block -> note(block, lengths, times));
      resampler.flush(block -> note(block, lengths, times));
    }
    assertThat(lengths.stream().mapToInt(Integer::intValue).sum()).isBetween(9590, 9610);
  }

  /** A sine whose times run half a percent ahead of its samples, stretched to fit them. */
  @Test
  void soundIsStretchedToItsTimes() {
    AudioFormat format = new AudioFormat(48_000, SampleFormat.FLT, ChannelLayout.MONO);
    Rational sample = new Rational(1, 48_000);
    int blocks = 500;
    List<Timestamp> times = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (AudioFrame frame = AudioFrame.allocate(format, 960);
        AudioResampler resampler = AudioResampler.to(format, 1024)) {
      assertThatThrownBy(() -> resampler.compensate(5000, 48_000))
          .isInstanceOf(IllegalArgumentException.class);
      for (int i = 0; i < blocks; i++) {
        ByteBuffer wave = ByteBuffer.allocate(960 * 4).order(ByteOrder.nativeOrder());
        for (int s = 0; s < 960; s++) {
          wave.putFloat((float) Math.sin((i * 960 + s) * 2 * Math.PI / 480));
        }
        frame.copyFrom(wave.array());
        frame.setPts(new Timestamp(Math.round(i * 960 * 1.005), sample));
        if (i % 50 == 0) {
          resampler.compensate(240, 48_000);
        }
        resampler.feed(
            frame,
            block -> {
              note(block, lengths, times);
              heard.writeBytes(bytes(block));
            });
      }
    }
    long samples = lengths.stream().mapToLong(n -> n).sum();
    assertThat(samples).isBetween(480_000 + 2400 - 2000L, 480_000 + 2400L);
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i).value() - times.get(i - 1).value()).isBetween(1000L, 1048L);
    }
    // The wave goes on everywhere: its steepest step, and a little for the resampler's ripple.
    FloatBuffer wave =
        ByteBuffer.wrap(heard.toByteArray()).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 1000; i < wave.limit(); i++) {
      assertThat(Math.abs(wave.get(i) - wave.get(i - 1))).isLessThan(0.0145f);
    }
  }

  private static void note(AudioFrame block, List<Integer> lengths, List<Timestamp> times) {
    lengths.add(block.samples());
    times.add(Objects.requireNonNull(block.pts()));
  }

  private static byte[] bytes(AudioFrame frame) {
    byte[] samples = new byte[frame.packedSize()];
    frame.copyTo(samples);
    return samples;
  }
}
