package io.av4j.benchmarks;

import io.av4j.codec.AacSettings;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The clips that are read, decoded and pushed: made of {@link TestPictures} by the library itself,
 * when first asked for.
 *
 * <p>The forks of one run share them through the folder that {@link Main} names; a JVM without one
 * has a folder of its own until it ends.
 */
final class Clips {
  /** The system property that names the folder. */
  static final String FOLDER = "av4j.benchmarks.clips";

  /** Pictures of a clip: four seconds. */
  static final int FRAMES = 2 * TestPictures.CYCLE;

  private static final int SAMPLE_RATE = 48_000;

  private Clips() {}

  /** H.264 and AAC in that container, by the ending of its files. */
  static Path withSound(String ending) {
    return made("sound." + ending, Clips::writeWithSound);
  }

  /** Pictures alone, coded by that encoder. */
  static Path pictures(EncoderChoice encoder) {
    return made(encoder.encoder() + ".mkv", file -> writePictures(file, encoder));
  }

  /** A path for what a benchmark writes; overwritten by the next one. */
  static Path scratch(String ending) {
    return folder().resolve("scratch-" + ProcessHandle.current().pid() + "." + ending);
  }

  private interface Writer {
    void write(Path file);
  }

  private static Path made(String name, Writer writer) {
    Path clip = folder().resolve(name);
    if (!Files.exists(clip)) {
      Path part = folder().resolve("part-" + name);
      writer.write(part);
      try {
        Files.move(part, clip, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return clip;
  }

  private static Path folder() {
    String named = System.getProperty(FOLDER);
    if (named == null) {
      named = TemporaryFolder.create().toString();
      System.setProperty(FOLDER, named);
    }
    return Path.of(named);
  }

  private static void writePictures(Path file, EncoderChoice encoder) {
    try (TestPictures pictures = TestPictures.cycle();
        MediaOutput output = MediaOutput.create(file)) {
      Sink<VideoFrame> video = output.addVideo(encoder.settings(TestPictures.FORMAT));
      for (int i = 0; i < FRAMES; i++) {
        video.accept(pictures.at(i));
      }
      output.finish();
    }
  }

  private static void writeWithSound(Path file) {
    AudioFormat tone = new AudioFormat(SAMPLE_RATE, SampleFormat.FLTP, ChannelLayout.STEREO);
    int samples = SAMPLE_RATE / 30;
    try (TestPictures pictures = TestPictures.cycle();
        AudioFrame sound = TestSound.noise(tone, samples);
        MediaOutput output = MediaOutput.create(file)) {
      EncoderChoice x264 = EncoderChoice.of("libx264 veryfast");
      Sink<VideoFrame> video = output.addVideo(x264.settings(TestPictures.FORMAT));
      Sink<AudioFrame> audio = output.addAudio(AacSettings.of(tone).build());
      for (int i = 0; i < FRAMES; i++) {
        video.accept(pictures.at(i));
        sound.setPts(new Timestamp((long) i * samples, Rational.of(1, SAMPLE_RATE)));
        audio.accept(sound);
      }
      output.finish();
    }
  }
}
