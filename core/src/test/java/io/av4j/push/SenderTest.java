package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.MediaInput;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.TestMedia;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that last for weeks, by packets whose times are that far apart. */
@Timeout(60)
class SenderTest {
  // From here on a chunk's header holds 32 bits of time.
  private static final long EXTENDED = 0xFFFFFF;

  private final EventLog events = new EventLog("weeks");
  private final GopCache gop = new GopCache();

  @Test
  void aConnectionIsMadeAnewBeforeItsTimesNoLongerFit() throws Exception {
    List<Packet> clip = new ArrayList<>();
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        MediaInput input = MediaInput.open(TestMedia.clip("video_only_360p.mp4"));
        Tracks tracks = new Tracks(input.bestVideo().parameters(), null)) {
      while (clip.size() < 20 && input.read(lent -> clip.add(lent.newRef()))) {
        // The next.
      }
      Sender sender = sender(server.url("app/key"), tracks);
      sender.start();
      Await.until(sender::hasTried, () -> "not connected");
      send(clip, Duration.ZERO, sender);
      send(clip, Duration.ofMillis(EXTENDED - 100), sender);
      RtmpSession first = server.awaitSession(0).awaitMedia(41);
      List<Long> times = first.media().stream().map(MediaMessage::timestamp).toList();
      assertThat(times.get(20)).isLessThan(2000);
      assertThat(times.get(21)).isEqualTo(times.get(1) + EXTENDED - 100);
      assertThat(times.get(40)).isGreaterThan(EXTENDED);

      send(clip, Duration.ofDays(24).plusSeconds(1), sender);
      first.awaitEnd();
      assertThat(first.commands()).contains("deleteStream");
      RtmpSession second = server.awaitSession(1).awaitMedia(10);
      List<MediaMessage> media = second.media();
      assertThat(media.get(1).role()).isEqualTo(MediaMessage.Role.KEY_FRAME);
      assertThat(media.get(1).timestamp()).isZero();
      assertThat(media.get(9).timestamp()).isLessThan(2000);

      sender.abort();
      assertThat(sender.awaitStopped(Duration.ofSeconds(2))).isTrue();
    } finally {
      clip.forEach(Packet::close);
      gop.close();
      events.close();
    }
  }

  private Sender sender(String url, Tracks tracks) {
    return new Sender(
        "weeks",
        Destination.of("there", url),
        PushTiming.DEFAULT,
        1_000_000,
        tracks,
        gop,
        () -> {},
        new SenderStatus("there", "r", events));
  }

  private void send(List<Packet> clip, Duration later, Sender sender) {
    try (TimeShift shift = TimeShift.by(Timestamp.ofMicros(later.toNanos() / 1000))) {
      for (Packet packet : clip) {
        shift.feed(packet, lent -> gop.send(Coded.of(lent, true), List.of(sender)));
      }
    }
    Await.until(() -> sender.queue().size() == 0, () -> "not sent");
  }
}
