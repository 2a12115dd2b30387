package io.av4j.push.programme;

import io.av4j.filter.Fit;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.push.rendition.EncodeThread;
import io.av4j.push.rendition.VideoEncodeThread;
import java.util.Objects;

/**
 * Where frames of the programme go.
 *
 * @param format what they are scaled to
 * @param fit how frames of another shape are brought into it
 * @param encoder gets them; stays its owner's
 */
public record MixerOutput(VideoFormat format, Fit fit, EncodeThread<VideoFrame> encoder) {
  /** Checks. */
  public MixerOutput {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(fit, "fit");
    Objects.requireNonNull(encoder, "encoder");
  }

  /** To an encoder that has opened, as it wants them. */
  public static MixerOutput of(VideoEncodeThread opened) {
    return new MixerOutput(opened.format(), opened.job().fit(), opened);
  }
}
