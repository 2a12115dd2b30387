package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.UnsupportedMediaException;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.testing.TestMedia;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An output whose bytes go to the program. */
@Timeout(60)
class OutputToSinkTest {
  private static final Path CLIP = TestMedia.clip("flash_vfr_360p.mp4");

  @TempDir private Path folder;

  private static final class Bytes implements Sink<ByteBuffer> {
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private int calls;
    private int ends;

    @Override
    public void accept(ByteBuffer bytes) {
      byte[] some = new byte[bytes.remaining()];
      bytes.get(some);
      all.writeBytes(some);
      calls++;
    }

    @Override
    public void end() {
      ends++;
    }
  }

  private static OutputOptions options(String format) {
    OutputOptions options = OutputOptions.DEFAULT.withFormat(format);
    return format.equals("flv") ? options.withOption("flvflags", "no_duration_filesize") : options;
  }

  private static void remux(MediaOutput output) {
    try (MediaInput input = MediaInput.open(CLIP);
        output) {
      Sink<Packet> video = output.addCopy(input.bestVideo());
      Sink<Packet> audio = output.addCopy(input.bestAudio());
      input.pump(input.bestVideo().to(video), input.bestAudio().to(audio));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flv", "mpegts", "nut"})
  void theBytesAreThoseOfAFile(String format) throws Exception {
    Path file = folder.resolve("file");
    remux(MediaOutput.create(file, options(format)));
    Bytes bytes = new Bytes();
    MediaOutput output = MediaOutput.create(bytes, options(format));
    remux(output);
    assertThat(bytes.all.toByteArray()).isEqualTo(Files.readAllBytes(file));
    assertThat(bytes.calls).isGreaterThan(100);
    assertThat(bytes.ends).isEqualTo(1);
  }

  @Test
  void whatCannotGoToASinkIsRefused() {
    Bytes bytes = new Bytes();
    assertThatThrownBy(() -> MediaOutput.create(bytes, OutputOptions.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format");
    assertThatThrownBy(() -> MediaOutput.create(bytes, options("hls")))
        .isInstanceOf(UnsupportedMediaException.class)
        .hasMessageContaining("hls");
    assertThatThrownBy(() -> MediaOutput.create(bytes, options("nothing")))
        .isInstanceOf(UnsupportedMediaException.class);
    // It goes back to write the size of what it wrote.
    assertThatThrownBy(() -> remux(MediaOutput.create(bytes, options("mp4"))))
        .isInstanceOf(MediaException.class);
    assertThat(bytes.calls).isZero();
  }

  @Test
  void whatTheSinkThrowsBreaksTheOutputOff() {
    Bytes bytes = new Bytes();
    Sink<ByteBuffer> full =
        some -> {
          if (bytes.calls == 10) {
            throw new IllegalStateException("full");
          }
          bytes.accept(some);
        };
    try (MediaInput input = MediaInput.open(CLIP)) {
      MediaOutput output = MediaOutput.create(full, options("mpegts"));
      Sink<Packet> video = output.addCopy(input.bestVideo());
      assertThatThrownBy(() -> input.pump(input.bestVideo().to(video))).hasMessage("full");
      assertThatThrownBy(() -> input.pump(input.bestVideo().to(video)))
          .isInstanceOf(MediaIoException.class);
      output.close();
    }
    assertThat(bytes.calls).isEqualTo(10);
  }

  /** What is written by a call is handed over before the call returns. */
  @Test
  void bytesComeWithTheCallThatMakesThem() {
    Bytes bytes = new Bytes();
    try (MediaInput input = MediaInput.open(CLIP);
        MediaOutput output = MediaOutput.create(bytes, options("flv"))) {
      output.addCopy(input.bestVideo());
      assertThat(bytes.calls).isZero();
      output.start();
      assertThat(bytes.calls).isEqualTo(1);
      assertThat(output.bytesWritten()).isEqualTo(bytes.all.size());
    }
    assertThat(bytes.ends).isEqualTo(1);
  }
}
