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
import io.av4j.push.LivePush;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushEvent;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private static void push(Path show, String server, List<PushEvent> log) {
    // region readme
    PushPlan plan =
        PushPlan.of(show)
            .rendition("720p", 1280, 720, 2_500_000, server + "/show_720p")
            .rendition("360p", 640, 360, 800_000, server + "/show_360p")
            .build();
    try (LivePush push = LivePush.start(plan, event -> log.add(event))) {
      push.awaitEnd();
    }
    // endregion
  }

  @Test
  void thePushWorks() throws IOException {
    List<PushEvent> log = new CopyOnWriteArrayList<>();
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      push(TestMedia.clip("video_only_360p.mp4"), server.url("x").replaceFirst("/x$", ""), log);
      assertThat(server.sessions()).hasSize(2);
      for (RtmpSession session : server.sessions()) {
        assertThat(session.awaitEnd().streamName()).isIn("show_720p", "show_360p");
        // 4 s of 25 pictures a second, and the sound that was not there.
        assertThat(session.media(MediaMessage.Kind.VIDEO, MediaMessage.Role.FRAME))
            .hasSizeGreaterThan(90);
      }
    }
    assertThat(log)
        .filteredOn(
            event ->
                event instanceof PushEvent.DestinationChanged changed
                    && changed.to() == DestinationState.LIVE)
        .extracting(PushEvent::text)
        .containsExactlyInAnyOrder("720p: CONNECTING -> LIVE", "360p: CONNECTING -> LIVE");
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
    List<String> readme = blocks(Files.readString(top.resolve("README.md")), "```java\\R(.*?)```");
    List<String> here =
        blocks(
            Files.readString(
                top.resolve("examples/src/test/java/io/av4j/examples/ReadmeTest.java")),
            "// region readme\\R(.*?)\\s*// endregion");
    assertThat(here).hasSize(2);
    assertThat(readme).isEqualTo(here);
  }

  private static List<String> blocks(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(found -> words(found.group(1)))
        .toList();
  }

  /** Without the spaces, which a formatter sets as it likes. */
  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }
}
