package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.Encoder;
import io.av4j.codec.EncoderTraits;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.push.plan.AudioEncoding;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.MediaMessage.Kind;
import io.av4j.testing.MediaMessage.Role;
import io.av4j.testing.Probed;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.RtmpSession;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Codecs that FLV has had since its enhanced form, to an RTMP server and into a file. */
@Timeout(90)
class EnhancedFlvTest {
  private static final AudioEncoding OPUS = new AudioEncoding("libopus", 64_000, 48_000, 2);

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private static VideoEncoding small(String encoder, String... options) {
    VideoEncoding encoding =
        VideoEncoding.of(encoder, 320, 180, 200_000).withKeyFrameInterval(Duration.ofSeconds(60));
    for (int i = 0; i < options.length; i += 2) {
      encoding = encoding.withOption(options[i], options[i + 1]);
    }
    return encoding;
  }

  static Stream<Arguments> encoders() {
    return Stream.of(
        Arguments.of(
            "hvc1", "hevc", small("libx265", "preset", "ultrafast", "tune", "zerolatency")),
        Arguments.of("av01", "av1", small("libsvtav1", "preset", "13")),
        Arguments.of(
            "av01",
            "av1",
            small("libaom-av1", "cpu-used", "8", "usage", "realtime", "lag-in-frames", "0")),
        Arguments.of(
            "vp09",
            "vp9",
            small("libvpx-vp9", "deadline", "realtime", "cpu-used", "8", "lag-in-frames", "0")));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("encoders")
  void goesWithOpusAndBeginsAnewWithAKeyframe(String fourCc, String codec, VideoEncoding encoding)
      throws Exception {
    Path file = folder.resolve("oracle.flv");
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push =
            LivePush.start(
                PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
                    .name("enhanced")
                    .rounds(0)
                    .audio(OPUS)
                    .rendition(
                        "r",
                        encoding,
                        Destination.of("live", server.url("key")),
                        Destination.of("file", file.toString()))
                    .build())) {
      RtmpSession first = server.awaitSession(0);
      Await.until(
          Duration.ofSeconds(20),
          () -> first.media(Kind.VIDEO, Role.FRAME).size() > 40,
          () -> push.snapshot().toString());
      requireEnhanced(first, fourCc);
      assertThat(first.fourCcs()).contains(fourCc);
      // A keyframe comes of itself once a minute only.
      long lost = System.nanoTime();
      server.dropAll();
      RtmpSession second = server.awaitSession(1);
      Await.until(
          () -> !second.media(Kind.VIDEO, Role.KEY_FRAME).isEmpty(),
          () -> push.snapshot().toString());
      System.out.printf(
          "%s: a keyframe %.2f s after the reset%n",
          encoding.encoder(), (System.nanoTime() - lost) / 1e9);
      second.awaitMedia(60);
      requireEnhanced(second, fourCc);
      push.stop();
      DestinationSnapshot recorded = push.snapshot().destination("file");
      assertThat(Probed.first(Kind.VIDEO, file))
          .isEqualTo(new Probed(codec, (int) recorded.frames()));
      assertThat(Probed.first(Kind.AUDIO, file).codec()).isEqualTo("opus");
      assertThat(recorded.attempts()).isEqualTo(1);
    }
  }

  /** The one that a connection needs which cannot begin with what is kept. */
  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("encoders")
  void aKeyframeThatIsAskedForComesWithTheNextPicture(
      String fourCc, String codec, VideoEncoding encoding) {
    List<Long> keys = new ArrayList<>();
    EncoderTraits traits = EncoderTraits.of(encoding.encoder());
    VideoEncoderSettings settings =
        encoding
            .settings()
            .withFormat(encoding.settings().format().withFrameRate(new Rational(25, 1)))
            .withDefaults(traits.liveDefaults())
            .withDefaults(traits.forcedKeyFramesOnly());
    try (Encoder<VideoFrame> encoder = Encoder.openVideo(settings, HeaderPlacement.GLOBAL);
        VideoFrame frame = VideoFrame.allocate(settings.format())) {
      Sink<Packet> sink =
          packet -> {
            if (packet.keyFrame()) {
              keys.add(packet.pts().toMicros() / 40_000);
            }
          };
      for (int i = 0; i < 60; i++) {
        byte[] picture = new byte[frame.packedSize()];
        Arrays.fill(picture, (byte) (16 + i));
        frame.copyFrom(picture);
        frame.setPts(new Timestamp(i, new Rational(1, 25)));
        if (i == 30) {
          encoder.requestKeyFrame();
        }
        encoder.feed(frame, sink);
      }
      encoder.flush(sink);
    }
    assertThat(keys).containsExactly(0L, 30L);
  }

  private static void requireEnhanced(RtmpSession session, String fourCc) {
    List<MediaMessage> video = session.media(Kind.VIDEO, Role.KEY_FRAME);
    assertThat(video).isNotEmpty().extracting(MediaMessage::codec).containsOnly(fourCc);
    // An encoder that has its header only with the first picture gives an empty one before.
    assertThat(session.media(Kind.VIDEO, Role.HEADER)).hasSizeBetween(1, 2);
    assertThat(session.media(Kind.AUDIO, Role.HEADER))
        .singleElement()
        .extracting(MediaMessage::codec)
        .isEqualTo("Opus");
    assertThat(session.media(Kind.AUDIO, Role.FRAME)).isNotEmpty();
  }
}
