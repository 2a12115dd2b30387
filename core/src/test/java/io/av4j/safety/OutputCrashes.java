package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.InvalidMediaException;
import io.av4j.codec.AacSettings;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.OutputOptions;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
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
import java.util.stream.Stream;

/** Calls on outputs that end the process, or leave something behind, when they reach FFmpeg. */
public final class OutputCrashes implements Supplier<Map<String, Scenario>> {
  private static final VideoFormat SMALL =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
  private static final AudioFormat SOUND =
      new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);

  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    for (String clip : new String[] {"beep_opus.ogg", "tones_stereo.flac"}) {
      for (String muxer : new String[] {"flv", "fifo", "tee", "segment", "stream_segment"}) {
        all.put(clip + " without its codec header into " + muxer, () -> withoutHeader(clip, muxer));
      }
      all.put(
          clip + " without its codec header into every muxer", () -> withoutHeaderEverywhere(clip));
    }
    all.put("a packet is the first call", () -> packetFirst());
    all.put("finish without tracks", () -> finishWithoutTracks());
    all.put("finish with a track and no media", () -> finishWithoutMedia());
    all.put("finish twice, write behind it", () -> finishTwice());
    all.put("trailer behind a broken header", () -> brokenHeader());
    all.put("close behind a cancel", () -> closeBehindCancel());
    all.put("tracks after the header, after finish, after close", () -> lateTracks());
    return all;
  }

  static Path temp(String suffix) throws IOException {
    Path file = Files.createTempFile("av4j-crash", suffix);
    file.toFile().deleteOnExit();
    return file;
  }

  private static void withoutHeader(String clip, String muxer) throws IOException {
    Path file = muxer.contains("segment") ? temp("%d.flv") : temp(".flv");
    OutputOptions options = OutputOptions.DEFAULT.withFormat(muxer);
    options =
        switch (muxer) {
          case "fifo" -> options.withOption("fifo_format", "flv");
          case "segment", "stream_segment" -> options.withOption("segment_format", "flv");
          default -> options;
        };
    String url = muxer.equals("tee") ? "tee:[f=flv]" + file : file.toString();
    try (MediaInput input = MediaInput.open(TestMedia.clip(clip))) {
      input.pointer().streams(0).codecpar().extradata_size(0);
      OutputOptions chosen = options;
      RuntimeException e =
          tolerated(
              () -> {
                try (MediaOutput output =
                    muxer.equals("tee")
                        ? MediaOutput.create(url, chosen)
                        : MediaOutput.create(file, chosen)) {
                  Sink<Packet> track = output.addCopy(input.bestAudio());
                  output.start();
                  input.pump(input.bestAudio().to(track));
                }
              });
      assertThat(e).isInstanceOf(InvalidMediaException.class);
    }
  }

  private static void withoutHeaderEverywhere(String clip) throws IOException {
    for (String muxer : Muxers.names()) {
      Path file = temp(".out");
      tolerated(
          () -> {
            try (MediaInput input = MediaInput.open(TestMedia.clip(clip))) {
              input.pointer().streams(0).codecpar().extradata_size(0);
              try (MediaOutput output =
                  MediaOutput.create(file, OutputOptions.DEFAULT.withFormat(muxer))) {
                input.pump(input.bestAudio().to(output.addCopy(input.bestAudio())));
              }
            }
          });
      Files.deleteIfExists(file);
    }
  }

  private static void packetFirst() throws IOException {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        MediaOutput output = MediaOutput.create(temp(".mp4"))) {
      Sink<Packet> track = output.addCopy(input.bestVideo());
      output.addCopy(input.bestAudio());
      Sink<Packet> second = output.addCopy(input.bestVideo());
      for (int i = 0; i < 20; i++) {
        input.read(track);
        input.read(second);
      }
    }
  }

  private static void finishWithoutTracks() throws IOException {
    MediaOutput output = MediaOutput.create(temp(".mp4"));
    assertThatIllegalStateException().isThrownBy(output::start).withMessageContaining("no track");
    output.finish();
    output.finish();
    output.close();
    output.close();
    assertThatIllegalStateException().isThrownBy(output::start).withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(output::finish).withMessageContaining("closed");
  }

  private static void finishWithoutMedia() throws IOException {
    for (String suffix : new String[] {".mp4", ".flv", ".ts", ".mkv", ".webm", ".avi"}) {
      boolean webm = suffix.equals(".webm");
      VideoEncoderSettings video =
          webm ? VideoEncoderSettings.of("libvpx", SMALL) : X264Settings.of(SMALL).build();
      try (MediaOutput output = MediaOutput.create(temp(suffix))) {
        output.addVideo(video);
      }
      try (MediaOutput output = MediaOutput.create(temp(suffix))) {
        output.addVideo(video);
        output.start();
        output.finish();
      }
      try (MediaOutput output = MediaOutput.create(temp(suffix))) {
        output.addVideo(video).end();
        output.finish();
      }
    }
  }

  private static void finishTwice() throws IOException {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"))) {
      MediaOutput output = MediaOutput.create(temp(".flv"));
      Sink<Packet> track = output.addCopy(input.bestVideo());
      for (int i = 0; i < 30; i++) {
        input.read(track);
      }
      output.finish();
      output.finish();
      assertThatIllegalStateException()
          .isThrownBy(() -> input.read(track))
          .withMessageContaining("is finished");
      assertThatIllegalStateException().isThrownBy(output::start);
      output.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> input.read(track))
          .withMessageContaining("is closed");
    }
  }

  private static void brokenHeader() throws IOException {
    for (String muxer : new String[] {"mp4", "flv", "matroska", "avi"}) {
      try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
          MediaOutput output =
              MediaOutput.create(temp(".out"), OutputOptions.DEFAULT.withFormat(muxer))) {
        Sink<Packet> track = output.addCopy(input.bestVideo());
        output.pointer().streams(0).codecpar().width(0);
        assertThatThrownBy(output::start).isInstanceOf(InvalidMediaException.class);
        for (int i = 0; i < 3; i++) {
          // A second try would begin on what the first one left half made.
          assertThatIllegalStateException()
              .isThrownBy(output::start)
              .withMessageContaining("header could not be written");
          assertThatIllegalStateException().isThrownBy(() -> input.read(track));
        }
        output.finish();
        output.finish();
      }
    }
  }

  private static void closeBehindCancel() throws IOException {
    long before = 0;
    for (int i = 0; i < 20; i++) {
      if (i == 1) {
        before = openFiles();
      }
      MediaOutput output = MediaOutput.create(temp(".flv"));
      Sink<VideoFrame> track = output.addVideo(X264Settings.of(SMALL).build());
      output.start();
      try (VideoFrame frame = VideoFrame.allocate(SMALL)) {
        frame.setPts(new Timestamp(1, SMALL.frameRate().invert()));
        track.accept(frame);
      }
      output.cancel();
      tolerated(output::finish);
      tolerated(output::close);
    }
    assertThat(openFiles()).isLessThan(before + 5);
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static void lateTracks() throws IOException {
    MediaOutput output = MediaOutput.create(temp(".flv"));
    output.addVideo(X264Settings.of(SMALL).build());
    output.start();
    assertThatIllegalStateException()
        .isThrownBy(() -> output.addVideo(X264Settings.of(SMALL).build()));
    output.finish();
    assertThatIllegalStateException()
        .isThrownBy(() -> output.addAudio(AacSettings.of(SOUND).build()));
    output.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> output.addVideo(X264Settings.of(SMALL).build()));
    assertThatIllegalStateException()
        .isThrownBy(() -> output.addAudio(AacSettings.of(SOUND).build()));
  }
}
