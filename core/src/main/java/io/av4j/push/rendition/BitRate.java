package io.av4j.push.rendition;

import io.av4j.clock.NanoClock;
import io.av4j.filter.FittingEncoder;
import io.av4j.push.destination.LinkLoad;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bit rate of an encoder that can change it: set on demand, and fitted to what its destination
 * takes. Of the encoder's thread; {@link #target()} is for any.
 */
final class BitRate {
  private final FittingEncoder encoder;
  private final Supplier<? extends @Nullable LinkLoad> load;
  private final NanoClock clock;
  private final long audioBits;
  private final Listener listener;
  private BitRateControl control;
  private long present;
  private volatile long target;

  /** Is told of every change. */
  interface Listener {
    void changed(long from, long to);
  }

  /**
   * @param original what the encoder was opened with
   * @param audioBits what goes to the destination beside it
   * @param load gives null where there is not one destination alone: with several, one that is slow
   *     would cost the others their quality
   */
  BitRate(
      FittingEncoder encoder,
      long original,
      long audioBits,
      Supplier<? extends @Nullable LinkLoad> load,
      NanoClock clock,
      Listener listener) {
    this.encoder = encoder;
    this.load = load;
    this.clock = clock;
    this.audioBits = audioBits;
    this.listener = listener;
    this.present = original;
    this.target = original;
    this.control = new BitRateControl(original, audioBits, clock.nanoTime());
  }

  /** What the encoder is set to, or is about to be. */
  long target() {
    return target;
  }

  /** Tells what {@link #set} is asked to bring. For any thread. */
  void aim(long bitsPerSecond) {
    target = bitsPerSecond;
  }

  /** Sets it; fitting begins there. */
  void set(long bitsPerSecond) {
    control = new BitRateControl(bitsPerSecond, audioBits, clock.nanoTime());
    change(bitsPerSecond);
  }

  /** Fits it. To be called between frames, as often as one likes. */
  void fit() {
    LinkLoad now = load.get();
    OptionalLong wanted = OptionalLong.empty();
    if (now == null) {
      wanted = control.release(clock.nanoTime());
    } else if (now.live() && now.sentBitsPerSecond().isPresent()) {
      wanted =
          control.update(
              clock.nanoTime(),
              now.waitingNanos(),
              now.sentBitsPerSecond().getAsLong(),
              now.blocked());
    }
    if (wanted.isPresent()) {
      change(wanted.getAsLong());
    }
  }

  private void change(long bitsPerSecond) {
    long before = present;
    target = bitsPerSecond;
    if (bitsPerSecond != before) {
      encoder.changeBitRate(bitsPerSecond);
      present = bitsPerSecond;
      listener.changed(before, bitsPerSecond);
    }
  }
}
