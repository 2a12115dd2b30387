package io.av4j.benchmarks;

import io.av4j.MediaException;
import io.av4j.NativeFailure;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A video encoder with a preset, by its name in the tables: {@code libx264 veryfast}, {@code
 * libopenh264}. All work at one bit rate, with a keyframe every two seconds.
 *
 * @param encoder FFmpeg's name
 * @param preset the encoder's own name of the preset; empty for its default
 */
record EncoderChoice(String encoder, String preset) {
  /** What every encoder is to spend. */
  static final int BITS_PER_SECOND = 2_500_000;

  // libvpx has no presets: this is what live encoding with it means.
  private static final Map<String, String> LIVE_VP9 =
      Map.of("deadline", "realtime", "cpu-used", "8", "row-mt", "1");

  /** The choice of that name: an encoder and, behind a space, a preset. */
  static EncoderChoice of(String name) {
    String[] words = name.split(" ", 2);
    return new EncoderChoice(words[0], words.length > 1 ? words[1] : "");
  }

  /** What to open the encoder with. */
  VideoEncoderSettings settings(VideoFormat format) {
    VideoEncoderSettings settings =
        VideoEncoderSettings.of(encoder, format)
            .withOption("b", Integer.toString(BITS_PER_SECOND))
            .withOption("g", Integer.toString(TestPictures.CYCLE));
    if (!preset.isEmpty()) {
      settings = settings.withOption("preset", preset);
    }
    if (encoder.equals("libx265")) {
      // It writes to standard error by itself.
      settings = settings.withOption("x265-params", "log-level=error");
    }
    if (encoder.equals("libvpx-vp9")) {
      for (Map.Entry<String, String> option : LIVE_VP9.entrySet()) {
        settings = settings.withOption(option.getKey(), option.getValue());
      }
    }
    return settings;
  }

  /** Opens the encoder for {@link TestPictures#FORMAT}. The caller closes it. */
  Encoder<VideoFrame> open() {
    return Encoder.openVideo(settings(TestPictures.FORMAT), HeaderPlacement.GLOBAL);
  }

  /** Tries to open the encoder: empty if it opens, else why it does not, in FFmpeg's own words. */
  Optional<String> whyMissing() {
    try {
      open().close();
      return Optional.empty();
    } catch (MediaException | IllegalArgumentException e) {
      return Optional.of(reason(e));
    }
  }

  private static String reason(RuntimeException e) {
    NativeFailure failure = e instanceof MediaException media ? media.failure() : null;
    List<String> lines = failure == null ? List.of() : failure.logLines();
    // Which context said it, and at what address, is no part of the reason.
    return lines.isEmpty()
        ? String.valueOf(e.getMessage())
        : String.join(
            "; ", lines.stream().map(l -> l.replaceFirst("^(\\[.*? @ \\S+] )+", "")).toList());
  }

  /** The name in the tables. */
  @Override
  public String toString() {
    return preset.isEmpty() ? encoder : encoder + " " + preset;
  }
}
