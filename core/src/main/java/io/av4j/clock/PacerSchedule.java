package io.av4j.clock;

import java.time.Duration;

/** When each item is due: pure arithmetic on nanoseconds, no waiting. Serves one thread. */
final class PacerSchedule {
  private final long burst;
  private final long lagThreshold;
  private final long jumpThreshold;
  private final double catchUp;

  private boolean started;
  private long anchorMedia;
  private long anchorTime;
  private long lastMedia;
  private boolean lagging;
  private long lagMedia;
  private long lagTime;
  private long cuts;
  private long lags;

  PacerSchedule(PacerOptions options) {
    burst = nanos(options.burst());
    lagThreshold = nanos(options.lagThreshold());
    jumpThreshold = nanos(options.jumpThreshold());
    catchUp = options.catchUp();
  }

  /** For ever is 73 years: sums with it still fit. */
  static long nanos(Duration duration) {
    Duration most = Duration.ofNanos(Long.MAX_VALUE / 4);
    return duration.compareTo(most) > 0 ? most.toNanos() : duration.toNanos();
  }

  private boolean isCut(long media) {
    long step = media - lastMedia;
    boolean overflows = ((media ^ lastMedia) & (media ^ step)) < 0;
    return overflows || step > jumpThreshold || step < -jumpThreshold;
  }

  /** The time at which the item of that media time is due, given that it is offered now. */
  long due(long media, long now) {
    if (!started) {
      started = true;
      anchor(media, now);
    } else if (isCut(media)) {
      // Goes on where the item before was, so that neither the cut nor a lag before it is waited
      // for.
      anchor(media, Math.max(now, realTime(lastMedia)));
      cuts++;
    }
    lastMedia = media;
    long planned = realTime(media) - burst;
    if (!lagging && now - realTime(media) > lagThreshold) {
      lagging = true;
      lags++;
      lagMedia = media;
      lagTime = now;
    }
    if (!lagging) {
      return planned;
    }
    long catchingUp = lagTime + (long) ((media - lagMedia) / catchUp);
    if (catchingUp <= planned) {
      lagging = false;
      return planned;
    }
    return catchingUp;
  }

  private void anchor(long media, long time) {
    anchorMedia = media;
    anchorTime = time;
    lagging = false;
  }

  private long realTime(long media) {
    return anchorTime + (media - anchorMedia);
  }

  /** How often the timestamps jumped. */
  long cuts() {
    return cuts;
  }

  /** How often catching up began. */
  long lags() {
    return lags;
  }
}
