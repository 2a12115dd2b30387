package io.av4j.push.rendition;

import io.av4j.codec.HeaderPlacement;
import io.av4j.filter.FittingEncoder;
import io.av4j.push.destination.FaultClassifier;
import io.av4j.push.plan.VideoEncoding;
import java.util.ArrayList;
import java.util.List;

/** Opens the encoder of a job, or the first of its fallbacks that opens. */
final class EncoderOpening {
  private EncoderOpening() {}

  /**
   * An encoder that has opened.
   *
   * @param encoder is the opener's to close
   * @param encoding it was opened for
   * @param name FFmpeg's own name of it
   * @param replacements what did not open before it
   */
  record Opened(
      FittingEncoder encoder,
      VideoEncoding encoding,
      String name,
      List<Replacement> replacements) {}

  /**
   * Opens it; takes as long as drivers take.
   *
   * @throws RuntimeException what the last one threw, with those before it suppressed
   */
  static Opened open(EncodeJob job) {
    List<Replacement> replacements = new ArrayList<>();
    List<RuntimeException> before = new ArrayList<>();
    VideoEncoding wanted = job.encoding();
    while (true) {
      try {
        FittingEncoder encoder =
            FittingEncoder.video(
                LiveSettings.of(wanted, job.frameRate()),
                job.fit(),
                wanted.keyFrameInterval(),
                HeaderPlacement.GLOBAL);
        return new Opened(
            encoder, wanted, encoder.encoder().settings().encoder(), List.copyOf(replacements));
      } catch (RuntimeException e) {
        VideoEncoding other = wanted.fallback();
        if (other == null) {
          before.forEach(e::addSuppressed);
          throw e;
        }
        before.add(e);
        replacements.add(
            new Replacement(wanted.encoder(), other.encoder(), FaultClassifier.ofEncoder(e)));
        wanted = other;
      }
    }
  }
}
