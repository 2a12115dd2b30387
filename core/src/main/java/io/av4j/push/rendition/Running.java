package io.av4j.push.rendition;

import io.av4j.codec.RateControl;
import io.av4j.push.destination.StreamSet;
import io.av4j.push.plan.VideoEncoding;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a rendition sends now. Immutable.
 *
 * @param encoder null where the source's streams are sent as they are
 * @param streams retained
 * @param hasAudio whether audio is among them
 * @param takenBefore frames that encoders before this one took
 * @param leftOutBefore frames that were given up before
 */
record Running(
    @Nullable VideoEncodeThread encoder,
    StreamSet streams,
    boolean hasAudio,
    long takenBefore,
    long leftOutBefore) {
  boolean isOf(long token) {
    return encoder != null && encoder.job().token() == token;
  }

  long taken() {
    return takenBefore + (encoder == null ? 0 : encoder.framesTaken());
  }

  long leftOut() {
    return leftOutBefore + (encoder == null ? 0 : encoder.framesLeftOut());
  }

  /** About what that encoder's video takes in a second. */
  static long bitsPerSecond(VideoEncodeThread opened) {
    VideoEncoding encoding = opened.job().encoding();
    OptionalLong target = opened.targetBitsPerSecond();
    if (target.isPresent()) {
      return target.getAsLong();
    }
    return encoding.settings().rateControl() instanceof RateControl.CappedQuality capped
        ? capped.maxBitsPerSecond()
        : 3L * encoding.width() * encoding.height();
  }
}
