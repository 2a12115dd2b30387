package io.av4j.push;

import java.io.Serializable;

/**
 * Where a destination is, asked anew before every connect, because tokens in push URLs expire.
 *
 * <p>Called on the destination's own thread; what it throws counts as a failed attempt.
 */
@FunctionalInterface
public interface PushUrl extends Serializable {

  /**
   * The URL to push to now: {@code rtmp://}, {@code rtmps://}, {@code srt://}, or a file's name;
   * {@link Destination} tells what becomes of each.
   */
  String url();

  /** Always the same. */
  static PushUrl of(String url) {
    return () -> url;
  }
}
