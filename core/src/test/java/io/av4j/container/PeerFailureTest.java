package io.av4j.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import io.av4j.NativeFailure;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.junit.jupiter.api.Test;

class PeerFailureTest {
  private static NativeFailure failure(int code, String... lines) {
    return new NativeFailure("avio_open2", code, "a code", "a text", null, List.of(lines));
  }

  @Test
  void aConnectionOfSrtThatIsLostCanComeBack() {
    MediaException lost = new MediaException(failure(avutil.AVERROR_UNKNOWN), null);
    assertThat(PeerFailure.of(lost, Location.of("srt://127.0.0.1:1")))
        .isInstanceOf(MediaIoException.class);
    assertThat(PeerFailure.of(lost, Location.of("udp://127.0.0.1:1"))).isSameAs(lost);
  }

  @Test
  void aCertificateIsBlamedOnlyWhereItIsToBlame() {
    Location there = Location.of("rtmps://a.example/app/key");
    MediaIoException other = new MediaIoException(failure(-5, "something else"), null);
    assertThat(PeerFailure.of(other, there)).isSameAs(other);
    NativeFailure untrusted = failure(-5, "error: certificate verify failed");
    assertThat(PeerFailure.of(new MediaIoException(untrusted, null), there))
        .hasMessageContaining("ca_file")
        .hasMessageNotContaining("key");
    MediaTimeoutException late = new MediaTimeoutException(untrusted, null);
    assertThat(PeerFailure.of(late, there)).isSameAs(late);
  }
}
