package io.av4j.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RtmpAuthenticationTest {
  private static final RtmpUrl URL = RtmpUrl.of("rtmp://us:pw@there/live/key");

  @Test
  void aServerThatWantsANameGetsIt() {
    assertThat(
            RtmpAuthentication.answer(
                "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ", URL))
        .isEqualTo("?authmod=adobe&user=us");
    assertThat(RtmpAuthentication.answer("[ code=403 need auth; authmod=llnw ]", URL))
        .isEqualTo("?authmod=llnw&user=us");
    assertThat(RtmpAuthentication.answer("no such application", URL)).isNull();
    assertThat(
            RtmpAuthentication.answer(
                "[ code=403 need auth; authmod=adobe ]", RtmpUrl.of("rtmp://there/live/key")))
        .isNull();
  }

  /** The figures by the formulas of rtmpproto.c, worked out with openssl. */
  @Test
  void aChallengeIsAnswered() {
    assertThat(
            RtmpAuthentication.adobe(
                URL, Map.of("salt", "s1", "challenge", "c1", "opaque", "o1"), "00000007"))
        .isEqualTo(
            "?authmod=adobe&user=us&challenge=00000007&response=scNNpUoul1mBmBNzvpET9g==&opaque=o1");
    assertThat(RtmpAuthentication.limelight(URL, Map.of("nonce", "n1"), "00000007"))
        .isEqualTo(
            "?authmod=llnw&user=us&nonce=n1&cnonce=00000007&nc=00000001&response=38ab8e000a245654066ee5a9342c0868");
    assertThat(
            RtmpAuthentication.answer(
                "[ AccessManager.Reject ] : [ authmod=adobe ] : "
                    + "?reason=needauth&user=us&salt=s1&challenge=c1&opaque=o1",
                URL))
        .startsWith("?authmod=adobe&user=us&challenge=")
        .endsWith("&opaque=o1");
    assertThat(RtmpAuthentication.answer("[ authmod=adobe ] : ?reason=authfailed&opaque=o1", URL))
        .isNull();
  }
}
