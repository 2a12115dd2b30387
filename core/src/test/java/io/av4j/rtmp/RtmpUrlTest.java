package io.av4j.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpUrlTest {
  /** As FFmpeg's rtmp_open tells them apart. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "rtmp://there/live/key|there|1935|live|key",
        "RTMP://There:19350/live/key?token=a/b|there|19350|live|key?token=a/b",
        "rtmp://[::1]:1/live/key?t=1|::1|1|live|key?t=1",
        "rtmp://there/app/instance/key|there|1935|app/instance|key",
        "rtmp://there/app/instance/a/b|there|1935|app/instance|a/b",
        "rtmp://there/app/mp4:a/b.mp4|there|1935|app|mp4:a/b.mp4",
        "rtmp://there/app/a.mp4|there|1935|app|mp4:a.mp4",
        "rtmp://there/app/a.flv|there|1935|app|a",
        "rtmp://there/app|there|1935|app|''",
        "rtmp://there/app/|there|1935|app|''",
        "rtmp://there|there|1935|''|''",
      })
  void thePartsAreToldApart(String url, String host, int port, String app, String key) {
    assertThat(RtmpUrl.of(url)).isEqualTo(new RtmpUrl(false, "", "", host, port, app, key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtmp:///live/key",
        "rtmp://there:0/live/key",
        "rtmp://there:70000/live/key",
        "rtmp:there/live/key",
        "rtmp://there/live/key with spaces",
        " rtmp://there/live/key",
        ""
      })
  void othersAreNotOfThisForm(String url) {
    assertThat(RtmpUrl.of(url)).isNull();
  }

  @Test
  void namesPasswordsAndTlsAreUnderstood() {
    assertThat(RtmpUrl.of("rtmps://us:pa:ss@there/live/key"))
        .isEqualTo(new RtmpUrl(true, "us", "pa:ss", "there", 443, "live", "key"));
    assertThat(RtmpUrl.of("rtmp://us@there/live/key"))
        .isEqualTo(new RtmpUrl(false, "us", "", "there", 1935, "live", "key"));
  }

  @Test
  void aRedirectKeepsTheKeyAndNeverLeavesTls() {
    RtmpUrl url = RtmpUrl.of("rtmps://us:pw@there/live/key");
    assertThat(url.redirected("rtmps://other:1/app"))
        .isEqualTo(new RtmpUrl(true, "us", "pw", "other", 1, "app", "key"));
    assertThat(url.redirected("rtmp://other:1/app")).isNull();
    assertThat(url.redirected("nonsense")).isNull();
  }

  @Test
  void theKeyIsInNoText() {
    RtmpUrl url = RtmpUrl.of("rtmp://us:pw@[::1]/live/secret");
    assertThat(url).hasToString("rtmp://[::1]:1935/live/***");
    assertThat(url.tcUrl()).isEqualTo("rtmp://[::1]:1935/live");
    assertThat(url.with("other", null).tcUrl()).isEqualTo("rtmp://[::1]:1935/other");
  }
}
