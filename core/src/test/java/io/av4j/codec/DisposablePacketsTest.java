package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class DisposablePacketsTest {
  private static final int PICTURES = 75;

  private static VideoEncoderSettings settings(String encoder) {
    return VideoEncoderSettings.of(encoder, CodedClip.format(160, 96));
  }

  private static VideoEncoderSettings x264() {
    return settings("libx264").withOption("preset", "veryfast").withOption("bf", "3");
  }

  private static VideoEncoderSettings x265(String parameters) {
    return settings("libx265")
        .withOption("preset", "superfast")
        .withOption("x265-params", "log-level=none:" + parameters);
  }

  static Stream<Arguments> encodings() {
    return Stream.of(
        Arguments.of("x264, pyramid", x264().withOption("b-pyramid", "normal"), true),
        Arguments.of("x264, no pyramid", x264().withOption("b-pyramid", "none"), true),
        Arguments.of("x264, slices", x264().withOption("slices", "4"), true),
        Arguments.of("x264, no B-frames", x264().withOption("bf", "0"), false),
        Arguments.of("x264, open GOP", x264().withOption("flags", "-cgop"), true),
        Arguments.of("x265, pyramid", x265("bframes=4:b-adapt=0:b-pyramid=1"), true),
        Arguments.of("x265, no pyramid", x265("bframes=3:b-adapt=0:b-pyramid=0"), true),
        Arguments.of("x265, open GOP", x265("bframes=3:b-adapt=0:open-gop=1:keyint=25"), true),
        Arguments.of(
            "x265, two sub-layers",
            x265("bframes=3:b-adapt=0:b-pyramid=1:temporal-layers=2"),
            true),
        Arguments.of("x265, no B-frames", x265("bframes=0"), false),
        Arguments.of("SVT-AV1", settings("libsvtav1").withOption("preset", "10"), true),
        Arguments.of("VP9", settings("libvpx-vp9").withOption("cpu-used", "8"), false),
        Arguments.of("OpenH264", settings("libopenh264"), false));
  }

  private static Set<Packet> disposable(CodedClip clip) {
    Set<Packet> packets = new HashSet<>();
    try (CodecParameters parameters = CodecParameters.of(clip.encoder())) {
      DisposablePackets rule = DisposablePackets.of(parameters);
      for (Packet packet : clip.packets()) {
        if (rule.isDisposable(packet)) {
          packets.add(packet);
        }
      }
    }
    return packets;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("encodings")
  void whatRemainsDecodesToTheSamePictures(
      String name, VideoEncoderSettings settings, boolean some) {
    try (CodedClip clip = CodedClip.encode(settings, PICTURES, Set.of(33))) {
      Set<Packet> left = disposable(clip);
      assertThat(!left.isEmpty()).as("there are any").isEqualTo(some);
      List<Integer> numbers = left.stream().map(CodedClip::number).toList();
      Map<Integer, Integer> whole = clip.decode(packet -> true);
      assertThat(whole).hasSize(PICTURES);
      whole.keySet().removeAll(numbers);
      assertThat(clip.decode(packet -> !left.contains(packet))).isEqualTo(whole);
      // Each alone, too.
      for (Packet one : left.stream().limit(3).toList()) {
        assertThat(clip.decode(packet -> packet != one)).hasSize(PICTURES - 1);
      }
    }
  }

  /** MP4 writes lengths in place of start codes, and a record in place of the headers. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("encodings")
  void theSamePacketsAreToldOfAContainersData(
      String name, VideoEncoderSettings settings, boolean some, @TempDir Path folder) {
    if (!settings.encoder().startsWith("libx26")) {
      return;
    }
    Path file = folder.resolve("clip.mp4");
    Set<Integer> before = new HashSet<>();
    try (CodedClip clip = CodedClip.encode(settings, PICTURES, Set.of(33));
        MediaOutput output = MediaOutput.create(file);
        CodecParameters parameters = CodecParameters.of(clip.encoder())) {
      disposable(clip).forEach(packet -> before.add(CodedClip.number(packet)));
      var track = output.addTrack(parameters);
      clip.packets().forEach(track::accept);
      output.finish();
    }
    Set<Integer> after = new HashSet<>();
    try (MediaInput input = MediaInput.open(file);
        CodecParameters parameters = input.bestVideo().parameters()) {
      DisposablePackets rule = DisposablePackets.of(parameters);
      input.pump(
          input
              .bestVideo()
              .to(
                  packet -> {
                    if (rule.isDisposable(packet)) {
                      after.add(CodedClip.number(packet));
                    }
                  }));
    }
    assertThat(after).isEqualTo(before);
  }
}
