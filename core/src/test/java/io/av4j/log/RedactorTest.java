package io.av4j.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://user:pass@host/x.flv | http://***@host/x.flv",
        "http://user:p@ss@host/x.flv | http://***@host/x.flv",
        "http://token@host:8080/x.flv | http://***@host:8080/x.flv",
        "http://host/x.m3u8?token=abc&a=b | http://host/x.m3u8?token=***&a=***",
        "http://host?token=abc | http://host?token=***",
        "http://host/x?mail=me@home | http://host/x?mail=***",
        "rtmp://host/app/key | rtmp://host/app/***",
        "rtmp://host/app/key/ | rtmp://host/app/***",
        "rtmp://host/app/instance/key?a=b | rtmp://host/app/instance/***?a=***",
        "rtmps://u:p@host:443/app/key | rtmps://***@host:443/app/***",
        "RTMP://host/app/key | RTMP://host/app/***",
        "srt://host:9000?passphrase=secret&streamid=key | srt://host:9000?passphrase=***&streamid=***",
        "srt://host:9000?streamid=#!::r=live/key,m=publish | srt://host:9000?streamid=***",
        "http://host/plain.mp4 | http://host/plain.mp4",
        "rtmp://host/app | rtmp://host/app",
        "file.mp4 | file.mp4"
      })
  void masksWhatUrlsHide(String url, String shown) {
    assertThat(Redactor.redact(url)).isEqualTo(shown);
    assertThat(Redactor.redact("opening '" + url + "' for reading"))
        .isEqualTo("opening '" + shown + "' for reading");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic dXNlcjpIVU5URVIy",
        "authorization: Bearer HUNTER2",
        "Proxy-Authorization: Digest username=\"u\", response=\"HUNTER2\"",
        "Cookie: session=HUNTER2; other=HUNTER2",
        "Set-Cookie: session=HUNTER2",
        "X-Auth-Token: HUNTER2",
        "x-api-key: HUNTER2",
        "password=HUNTER2",
        "passphrase : HUNTER2",
        "Proto = rtmp, path = /app/HUNTER2, app = app, fname = HUNTER2",
        "access_token=HUNTER2&x=1",
        "signature: HUNTER2"
      })
  void masksWhatLinesName(String line) {
    assertThat(Redactor.redact(line)).doesNotContain("HUNTER2").doesNotContain("dXNlcjpIVU5URVIy");
  }

  @Test
  void masksLearntSecretsWhereverTheyTurnUp() {
    Redactor.learn("rtmp://me:pa55word-9@host/app/stream-key-9?sign=query-sign-9");
    for (String secret : new String[] {"pa55word-9", "stream-key-9", "query-sign-9"}) {
      assertThat(Redactor.redact("Sending publish command for '" + secret + "'"))
          .isEqualTo("Sending publish command for '***'");
    }
  }

  /** FFmpeg decodes some parts of a URL and sends others in base64. */
  @Test
  void masksOtherSpellingsOfLearntSecrets() {
    Redactor.learn("http://Aladdin:open%20sesame@host/x");
    assertThat(Redactor.redact("password is open sesame!")).isEqualTo("password is ***!");
    assertThat(Redactor.redact("sent QWxhZGRpbjpvcGVuIHNlc2FtZQ== to the host"))
        .isEqualTo("sent *** to the host");
  }

  @Test
  void shortSecretsAreMaskedWhereTheyStandAlone() {
    Redactor.learn("rtmp://host/app/k9z");
    assertThat(Redactor.redact("Sending publish command for 'k9z'")).doesNotContain("k9z");
    assertThat(Redactor.redact("a word like rock9zed stays")).contains("rock9zed");
  }

  @Test
  void leavesOrdinaryLinesAlone() {
    for (String line :
        new String[] {
          "[h264 @ 0x7f1] Missing reference picture, default is 6",
          "Stream #0:0: Video: h264 (High), yuv420p, 1280x720, 25 fps",
          "C:\\media\\clip.mp4: No such file",
          "time=00:00:01 bitrate=2 speed=1"
        }) {
      assertThat(Redactor.redact(line)).isEqualTo(line);
    }
  }
}
