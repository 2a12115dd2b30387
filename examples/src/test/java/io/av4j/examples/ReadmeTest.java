package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.AacSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.X264Settings;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code that README shows is this code, and it works. */
class ReadmeTest {
  private static void transcode(Path in, Path out) {
    // region readme
    try (MediaInput input = MediaInput.open(in);
        Decoder<VideoFrame> video = input.bestVideo().openDecoder();
        Decoder<AudioFrame> audio = input.bestAudio().openDecoder();
        MediaOutput output = MediaOutput.create(out)) {
      VideoFormat hd = input.bestVideo().format().withSize(1280, 720);
      Sink<VideoFrame> pictures =
          output.addVideo(X264Settings.of(hd).crf(23).preset("veryfast").build());
      Sink<AudioFrame> sound = output.addAudio(AacSettings.of(input.bestAudio().format()).build());
      input.pump(
          input.bestVideo().to(video.into(pictures)), input.bestAudio().to(audio.into(sound)));
      output.finish();
    }
    // endregion
  }

  @Test
  void theExampleWorks(@TempDir Path folder) {
    Path out = folder.resolve("out.mp4");
    transcode(TestMedia.clip("flash_vp9_360p.webm"), out);
    try (MediaInput made = MediaInput.open(out)) {
      assertThat(made.bestVideo().format().width()).isEqualTo(1280);
      assertThat(made.bestVideo().frameCount()).hasValue(180);
      assertThat(made.bestAudio().codec()).isEqualTo("aac");
    }
  }

  @Test
  void readmeShowsThisCode() throws IOException {
    Path top = Path.of("").toAbsolutePath().getParent();
    String readme = block(Files.readString(top.resolve("README.md")), "```java\\R(.*?)```");
    String here =
        block(
            Files.readString(
                top.resolve("examples/src/test/java/io/av4j/examples/ReadmeTest.java")),
            "// region readme\\R(.*?)\\s*// endregion");
    assertThat(words(readme)).isEqualTo(words(here));
  }

  private static String block(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  /** Without the spaces, which a formatter sets as it likes. */
  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }
}
