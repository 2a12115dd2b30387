package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.av4j.InvalidMediaException;
import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import io.av4j.UnsupportedMediaException;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which exception, and what it says. */
@Timeout(20)
class ErrorsTest {
  private static final VideoFormat PICTURE =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
  private static final AudioFormat SOUND =
      new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);

  @TempDir Path folder;

  private static <E extends MediaException> NativeFailure failure(
      Class<E> type, ThrowingCallable call) {
    E e = catchThrowableOfType(type, call);
    assertThat(e).isNotNull().isExactlyInstanceOf(type);
    NativeFailure failure = e.failure();
    assertThat(failure).isNotNull();
    assertThat(e.getMessage())
        .contains(failure.function())
        .contains(failure.codeName())
        .contains(failure.text());
    for (String line : failure.logLines()) {
      assertThat(e).hasMessageContaining(line);
    }
    return failure;
  }

  @Test
  void aMissingFile() {
    Path missing = folder.resolve("missing.mp4");
    NativeFailure failure = failure(MediaIoException.class, () -> MediaInput.open(missing).close());
    assertThat(failure.function()).isEqualTo("avformat_open_input");
    assertThat(failure.codeName()).isEqualTo("ENOENT");
    assertThat(failure.text()).isEqualTo("No such file or directory");
    assertThat(failure.resource()).isEqualTo(missing.toString());
  }

  @Test
  void aFolder() {
    assertThatThrownBy(() -> MediaInput.open(folder).close())
        .isInstanceOf(MediaException.class)
        .hasMessageContaining(folder.toString());
    assertThatThrownBy(() -> MediaOutput.create(folder, OutputOptions.DEFAULT.withFormat("flv")))
        .isExactlyInstanceOf(MediaIoException.class)
        .hasMessageContaining("Is a directory")
        .hasMessageContaining("avio_open2");
  }

  @Test
  void anEmptyFile() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.mp4"));
    NativeFailure failure =
        failure(InvalidMediaException.class, () -> MediaInput.open(empty).close());
    assertThat(failure.codeName()).isEqualTo("AVERROR_INVALIDDATA");
  }

  @Test
  void aFileThatIsCutOff() {
    NativeFailure failure =
        failure(
            InvalidMediaException.class,
            () -> MediaInput.open(TestMedia.clip("cut_no_moov.mp4")).close());
    assertThat(failure.codeName()).isEqualTo("AVERROR_INVALIDDATA");
    assertThat(failure.function()).isEqualTo("avformat_open_input");
    assertThat(failure.logLines())
        .anySatisfy(line -> assertThat(line).contains("moov atom not found"));
  }

  @Test
  void aFileOfGarbage() {
    NativeFailure failure =
        failure(
            InvalidMediaException.class,
            () -> MediaInput.open(TestMedia.clip("garbage.mp4")).close());
    assertThat(failure.codeName()).isEqualTo("AVERROR_INVALIDDATA");
    assertThat(failure.text()).isEqualTo("Invalid data found when processing input");
  }

  @Test
  void aFolderThatIsNotThere() {
    NativeFailure failure =
        failure(
            MediaIoException.class,
            () -> MediaOutput.create(folder.resolve("no/such/folder.mp4")).close());
    assertThat(failure.function()).isEqualTo("avio_open2");
    assertThat(failure.codeName()).isEqualTo("ENOENT");
  }

  @Test
  void optionsThatNobodyKnows() {
    Path clip = TestMedia.clip("beep_aac.m4a");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MediaInput.open(clip, InputOptions.DEFAULT.withOption("no_such", "1")).close())
        .withMessageContaining("does not know the option no_such");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MediaOutput.create(
                        folder.resolve("a.mp4"), OutputOptions.DEFAULT.withOption("no_such", "1"))
                    .close())
        .withMessageContaining("does not know the option no_such");
    try (MediaInput input = MediaInput.open(clip)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  input
                      .bestAudio()
                      .openDecoder(DecoderOptions.DEFAULT.withOption("no_such", "1"))
                      .close())
          .withMessage("decoder aac does not know the option no_such");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Encoder.openVideo(
                        VideoEncoderSettings.of("libx264", PICTURE).withOption("no_such", "1"),
                        HeaderPlacement.IN_BAND)
                    .close())
        .withMessage("encoder libx264 does not know the option no_such");
  }

  @Test
  void optionsWithValuesThatNobodyTakes() {
    assertThatThrownBy(
            () ->
                Encoder.openVideo(
                        VideoEncoderSettings.of("libx264", PICTURE).withOption("preset", "warp"),
                        HeaderPlacement.IN_BAND)
                    .close())
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("warp")
        .hasMessageContaining("avcodec_open2");
    assertThatThrownBy(
            () ->
                MediaOutput.create(
                        folder.resolve("a.mp4"),
                        OutputOptions.DEFAULT.withOption("movflags", "no_such_flag"))
                    .close())
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("no_such_flag");
  }

  @Test
  void whatThisFFmpegDoesNotHave() {
    assertThatThrownBy(
            () ->
                Encoder.openVideo(
                    VideoEncoderSettings.of("no_such_encoder", PICTURE), HeaderPlacement.GLOBAL))
        .isExactlyInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("has no encoder no_such_encoder");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Encoder.openAudio(
                    AudioEncoderSettings.of("libx264", SOUND), HeaderPlacement.GLOBAL))
        .withMessageContaining("another kind");
    assertThatThrownBy(() -> MediaOutput.create(folder.resolve("a.no_such_container")))
        .isExactlyInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("no container for the name");
    assertThatThrownBy(
            () ->
                MediaOutput.create(
                    folder.resolve("a.mp4"), OutputOptions.DEFAULT.withFormat("no_such_muxer")))
        .isExactlyInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("has no muxer no_such_muxer");
    assertThatThrownBy(
            () ->
                MediaInput.open(
                    TestMedia.clip("beep_aac.m4a"), InputOptions.DEFAULT.withFormat("no_such")))
        .isExactlyInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("has no demuxer no_such");
    assertThatThrownBy(() -> MediaInput.open("nosuchprotocol://host/x"))
        .isInstanceOf(MediaException.class);
    assertThatThrownBy(() -> PixelFormat.of("no_such_format"))
        .isExactlyInstanceOf(UnsupportedMediaException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> ChannelLayout.of("no such layout"));
  }

  @Test
  void whatTheContainerCannotCarry() {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_baseline.flv"));
        MediaOutput output = MediaOutput.create(folder.resolve("a.webm"))) {
      assertThat(output.carries("vp9")).isTrue();
      assertThat(output.carries("h264")).isFalse();
      assertThatThrownBy(() -> output.carries("no_such_codec"))
          .isExactlyInstanceOf(UnsupportedMediaException.class);
      assertThatThrownBy(() -> output.addVideo(X264Settings.of(PICTURE).build()))
          .isExactlyInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("cannot carry h264");
      assertThatThrownBy(() -> output.addCopy(input.bestVideo()))
          .isExactlyInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("cannot carry h264");
    }
  }

  @Test
  void pipesAndDevices() {
    for (String url : new String[] {"pipe:0", "pipe:", "fd:0", "/dev/zero", "file:/dev/zero"}) {
      assertThatThrownBy(() -> MediaInput.open(url).close())
          .as(url)
          .isExactlyInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("cannot be ended from outside");
    }
  }

  /** They would block for ever without asking whether to go on. */
  @Test
  void pipesInsideOtherProtocols() {
    for (String url :
        new String[] {"async:pipe:0", "cache:pipe:0", "concat:pipe:0|pipe:0", "crypto:fd:0"}) {

      assertThatThrownBy(() -> MediaInput.open(url).close())
          .as(url)
          .isExactlyInstanceOf(UnsupportedMediaException.class)
          .hasMessageContaining("cannot be ended from outside");
    }
  }

  @Test
  void pipesInsidePlaylists() throws IOException {
    Path list = folder.resolve("list.m3u8");
    Files.writeString(
        list, "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\npipe:0\n#EXT-X-ENDLIST\n");
    assertThatThrownBy(() -> MediaInput.open(list).close()).isInstanceOf(MediaException.class);
  }

  /** As a damaged header would: neither is what the caller did wrong. */
  @Test
  void sizesAndRatesThatNothingHas() {
    Path data = TestMedia.clip("flash_baseline.flv");
    InputOptions raw = InputOptions.DEFAULT.withFormat("rawvideo");
    try (MediaInput input =
        MediaInput.open(
            data, raw.withOption("video_size", "70000x1").withOption("framerate", "9"))) {
      VideoStream video = (VideoStream) input.stream(0);
      assertThat(video.hasFormat()).isFalse();
      assertThatThrownBy(video::format).isExactlyInstanceOf(InvalidMediaException.class);
    }
    InputOptions samples = InputOptions.DEFAULT.withFormat("s16le");
    try (MediaInput input = MediaInput.open(data, samples.withOption("sample_rate", "2000000"))) {
      AudioStream audio = input.bestAudio();
      assertThat(audio.hasFormat()).isFalse();
      assertThatThrownBy(audio::format).isExactlyInstanceOf(InvalidMediaException.class);
    }
  }

  @Test
  void optionsThatTurnAPushIntoAServer() {
    for (String option : new String[] {"timeout", "listen", "rtmp_listen"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  MediaOutput.create(
                      "rtmp://127.0.0.1:1/app/key", OutputOptions.DEFAULT.withOption(option, "1")))
          .withMessageContaining("server");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MediaInput.open(
                    "rtmp://127.0.0.1:1/app/key", InputOptions.DEFAULT.withOption("timeout", "1")))
        .withMessageContaining("listen");
  }

  @Test
  void streamsThatAreNotThere() {
    try (MediaInput input = MediaInput.open(TestMedia.clip("beep_aac.m4a"))) {
      assertThat(input.findVideo()).isEmpty();
      assertThatThrownBy(input::bestVideo).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(input::videoFrames).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> input.stream(9)).isInstanceOf(NoSuchElementException.class);
      assertThatThrownBy(() -> input.stream(-1)).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void dataThatCannotBeDecoded() throws IOException {
    byte[] clip = Files.readAllBytes(TestMedia.clip("video_only_360p.mp4"));
    for (int i = 3000; i < 60_000; i += 3) {
      clip[i] ^= 0x55;
    }
    Path damaged = Files.write(folder.resolve("damaged.mp4"), clip);
    long[] failed = {0};
    try (MediaInput input = MediaInput.open(damaged);
        Decoder<VideoFrame> decoder = input.bestVideo().openDecoder()) {
      while (input.read(
          packet -> {
            try {
              decoder.feed(packet, frame -> {});
            } catch (InvalidMediaException e) {
              failed[0]++;
              assertThat(e)
                  .hasMessageContaining("decoder h264")
                  .hasMessageContaining("AVERROR_INVALIDDATA");
            }
          })) {
        // All packets, whatever becomes of them.
      }
    }
    assertThat(failed[0]).isPositive();
    DecoderOptions skipping = DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);
    try (MediaInput input = MediaInput.open(damaged);
        Decoder<VideoFrame> decoder = input.bestVideo().openDecoder(skipping)) {
      input.pump(input.bestVideo().to(decoder.into(frame -> {})));
      assertThat(decoder.corruptCount()).isPositive();
    }
  }

  @Test
  void aThreadsExceptionQuotesItsOwnLinesOnly() throws Exception {
    Thread[] threads = new Thread[4];
    Throwable[] wrong = new Throwable[threads.length];
    for (int i = 0; i < threads.length; i++) {
      int number = i;
      threads[i] =
          new Thread(
              () -> {
                try {
                  for (int round = 0; round < 30; round++) {
                    NativeFailure failure =
                        failure(
                            InvalidMediaException.class,
                            () -> MediaInput.open(TestMedia.clip("cut_no_moov.mp4")).close());
                    assertThat(failure.logLines()).hasSize(1);
                  }
                } catch (Throwable e) {
                  wrong[number] = e;
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).containsOnlyNulls();
  }
}
