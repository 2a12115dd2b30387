package io.av4j.push.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.FFmpeg;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSetTest {
  private static long parametersOpen() {
    return FFmpeg.openNativeObjects().getOrDefault("AVCodecParameters", 0L);
  }

  @Test
  void theLastReleaseClosesTheParameters() {
    long before = parametersOpen();
    StreamSet streams = TestPackets.streams(TestPackets.BOTH);
    assertThat(parametersOpen()).isEqualTo(before + 2);
    assertThat(streams.retain()).isSameAs(streams);
    streams.release();
    assertThat(parametersOpen()).isEqualTo(before + 2);
    streams.release();
    assertThat(parametersOpen()).isEqualTo(before);
    assertThatThrownBy(streams::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(streams::retain).isInstanceOf(IllegalStateException.class);
    assertThat(streams.videoCodec()).isEqualTo("h264");
    assertThat(streams).hasToString("StreamSet[h264 aac]");
  }

  @Test
  void whatHasTheSameHeadersGoesOn() {
    StreamSet one = TestPackets.streams(TestPackets.BOTH);
    StreamSet same = TestPackets.streams(TestPackets.BOTH);
    StreamSet silent = TestPackets.streams(TestPackets.VIDEO_ONLY);
    StreamSet sound = TestPackets.streams(TestPackets.AUDIO_ONLY);
    assertThat(one.continues(same)).isTrue();
    assertThat(one.continues(one)).isTrue();
    assertThat(one.continues(silent)).isFalse();
    assertThat(silent.continues(one)).isFalse();
    assertThat(sound.continues(silent)).isFalse();
    assertThat(one.hasVideo()).isTrue();
    assertThat(sound.hasVideo()).isFalse();
    assertThat(sound.videoCodec()).isEmpty();
    one.release();
    same.release();
    silent.release();
    sound.release();
  }

  @Test
  void rtmpIsToldOfTheCodecsThatItWouldNotExpect() {
    assertThat(fourCc("flash_hevc10_720p.mp4")).isEqualTo("hvc1");
    assertThat(fourCc("flash_vp9_360p.webm")).isEqualTo("vp09");
    assertThat(fourCc("flash_baseline.flv")).isNull();
    assertThat(fourCc("beep_aac.m4a")).isNull();
  }

  private static String fourCc(String clip) {
    StreamSet streams = TestPackets.streams(TestMedia.clip(clip));
    try {
      return streams.fourCc();
    } finally {
      streams.release();
    }
  }

  @Test
  void opensATrackForEachStream(@TempDir Path folder) {
    StreamSet streams = TestPackets.streams(TestPackets.VIDEO_ONLY);
    try (MediaOutput output = MediaOutput.create(folder.resolve("a.flv"));
        TestPackets packets = new TestPackets(TestPackets.VIDEO_ONLY)) {
      OpenTracks tracks = streams.openIn(output);
      assertThat(tracks.audio()).isNull();
      assertThat(tracks.of(packets.lend(true, 0, true, 1))).isSameAs(tracks.video());
      assertThat(tracks.of(packets.lend(false, 0, true, 1))).isNull();
    }
    streams.release();
  }

  /** What is null is nobody's to close. */
  @Test
  void aSetMayLackVideoOrAudioOrBoth() {
    long before = parametersOpen();
    StreamSet none = new StreamSet(null, null, 0);
    assertThat(none.hasVideo()).isFalse();
    assertThat(none.disposablePackets()).isNull();
    none.release();
    try (MediaInput input = MediaInput.open(TestPackets.AUDIO_ONLY)) {
      StreamSet audio = new StreamSet(null, input.bestAudio().parameters(), 0);
      assertThat(parametersOpen()).isEqualTo(before + 1);
      audio.release();
    }
    assertThat(parametersOpen()).isEqualTo(before);
  }
}
