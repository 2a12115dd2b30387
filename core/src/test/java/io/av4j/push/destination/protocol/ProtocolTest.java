package io.av4j.push.destination.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.container.MediaInput;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.PushTiming;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtocolTest {
  @TempDir Path folder;

  private static Map<String, String> options(String url, long bitsPerSecond) {
    StreamSet none = new StreamSet(null, null, bitsPerSecond);
    try {
      return Protocol.of(url).options(PushTiming.DEFAULT, none);
    } finally {
      none.release();
    }
  }

  @Test
  void theSchemeTellsTheProtocol() {
    assertThat(Protocol.of("rtmp://there/x")).isInstanceOf(Rtmp.class);
    assertThat(Protocol.of("RTMPS://there/x")).isInstanceOf(Rtmp.class);
    assertThat(Protocol.of("srt://there:1")).isInstanceOf(Srt.class);
    assertThat(Protocol.of("https://there/x.m3u8")).isInstanceOf(Http.class);
    assertThat(Protocol.of("udp://there:1")).isInstanceOf(Other.class);
    assertThat(Protocol.of("file:/x.flv")).isInstanceOf(File.class);
    assertThat(Protocol.of("/tmp/x.flv")).isInstanceOf(File.class);
    assertThat(Protocol.of("x.flv")).isInstanceOf(File.class);
    // A drive.
    assertThat(Protocol.of("C:\\x.flv")).isInstanceOf(File.class);
  }

  /** A quarter of a second of media: more would hide that nothing gets through. */
  @Test
  void rtmpHasASmallSendBuffer() {
    assertThat(options("rtmp://there/x", 100_000)).containsEntry("send_buffer_size", "32768");
    assertThat(options("rtmp://there/x", 2_560_000)).containsEntry("send_buffer_size", "80000");
    assertThat(options("rtmp://there/x", 50_000_000)).containsEntry("send_buffer_size", "262144");
    assertThat(options("rtmp://there/x", 1)).doesNotContainKey("rtmp_enhanced_codecs");
    assertThat(options("udp://there:1", 1)).isEmpty();
    assertThat(options("srt://there:1", 1)).isEqualTo(Map.of("connect_timeout", "5000"));
  }

  @Test
  void rtmpAnnouncesCodecsThatAreNew() {
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_hevc10_720p.mp4"))) {
      StreamSet hevc = new StreamSet(input.bestVideo().parameters(), null, 1);
      assertThat(Protocol.of("rtmp://there/x").options(PushTiming.DEFAULT, hevc))
          .containsEntry("rtmp_enhanced_codecs", "hvc1");
      hevc.release();
    }
  }

  @Test
  void hlsIsKeptWholeAndOnADiskMore() {
    Map<String, String> remote = options("https://there/x.M3U8", 1);
    assertThat(remote)
        .containsEntry("hls_time", "2")
        .containsEntry("hls_list_size", "0")
        .containsEntry("hls_flags", "independent_segments+program_date_time");
    assertThat(options("x.m3u8", 1))
        .containsEntry("hls_flags", "independent_segments+program_date_time+temp_file+append_list")
        .containsEntry("hls_start_number_source", "epoch");
    assertThat(options("https://there/x.mp4", 1)).isEmpty();
    assertThat(options("x.mp4", 1)).containsEntry("movflags", "hybrid_fragmented+frag_keyframe");
    assertThat(options("x.MOV", 1)).containsKey("movflags");
    assertThat(options("x.flv", 1)).isEmpty();
  }

  @Test
  void onlyADiskMayTakeItsTime() {
    assertThat(Protocol.of("x.flv").extraBacklog()).isEqualTo(Duration.ofSeconds(20));
    assertThat(Protocol.of("rtmp://there/x").extraBacklog()).isZero();
    assertThat(Protocol.of("https://there/x.m3u8").extraBacklog()).isZero();
  }

  @Test
  void aRecordingWritesOverNothing() throws IOException {
    Path file = folder.resolve("a.b/rec.flv");
    Files.createDirectory(file.getParent());
    assertThat(target(file.toString())).isEqualTo(file.toString());
    Files.createFile(file);
    assertThat(target(file.toString())).as("nothing is in it").isEqualTo(file.toString());
    Files.write(file, new byte[1]);
    assertThat(target(file.toString())).endsWith("rec-2.flv");
    Files.write(folder.resolve("a.b/rec-2.flv"), new byte[1]);
    assertThat(target(file.toString())).endsWith("rec-3.flv");
    assertThat(target("file:" + file)).isEqualTo("file:" + folder.resolve("a.b/rec-3.flv"));
    Path bare = folder.resolve("a.b/rec");
    Files.write(bare, new byte[1]);
    assertThat(target(bare.toString())).endsWith("a.b/rec-2");
    Path list = folder.resolve("a.m3u8");
    Files.write(list, new byte[1]);
    assertThat(target(list.toString())).isEqualTo(list.toString());
  }

  private static String target(String url) {
    return Protocol.of(url).target();
  }
}
