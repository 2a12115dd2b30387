package io.av4j.push.rendition;

import io.av4j.filter.Fit;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.time.Rational;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link VideoEncodeThread} is to do. Plain data.
 *
 * @param push the push's name, for that of the thread
 * @param rendition the rendition's name
 * @param token tells this encoder from others of its rendition
 * @param encoding with what takes its place where it does not open
 * @param fit how frames of another shape get into the encoding's size
 * @param frameRate of the source; 0/1 where unknown
 * @param filter for the scaled frames; null for none
 * @param audioBitsPerSecond what goes to the destinations beside the video
 */
public record EncodeJob(
    String push,
    String rendition,
    long token,
    VideoEncoding encoding,
    Fit fit,
    Rational frameRate,
    @Nullable String filter,
    long audioBitsPerSecond) {
  /** Checks. */
  public EncodeJob {
    Objects.requireNonNull(push, "push");
    Objects.requireNonNull(rendition, "rendition");
    Objects.requireNonNull(encoding, "encoding");
    Objects.requireNonNull(fit, "fit");
    Objects.requireNonNull(frameRate, "frameRate");
  }
}
