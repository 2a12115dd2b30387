package io.av4j.clock;

import java.util.Arrays;

/** When ffplay shows pictures of a constant rate, decoded in time, beside sound without a fault. */
final class FfplayModel {
  private static final double LEAST = 0.04;
  private static final double MOST = 0.1;
  private static final double DUPLICATION = 0.1;
  private static final double REFRESH = 0.01;

  private final double frame;
  private final double[] hiccups;
  private final double[] skews;
  private int shown;
  private int dropped;

  /** Pictures of that length, each after that hiccup of the machine. */
  FfplayModel(double frame, double[] hiccups) {
    this.frame = frame;
    this.hiccups = hiccups.clone();
    skews = new double[hiccups.length];
  }

  void play() {
    double now = 0;
    double timer = 0;
    double shownPts = 0;
    double shownAt = 0;
    for (int next = 0; next < hiccups.length; ) {
      now += hiccups[next];
      hiccups[next] = 0;
      double delay = next == 0 ? 0 : delay(shownPts + (now - shownAt) - now);
      if (now < timer + delay) {
        now = Math.min(timer + delay, now + REFRESH);
        continue;
      }
      timer += delay;
      if (delay > 0 && now - timer > MOST) {
        timer = now;
      }
      if (next + 1 < hiccups.length && now > timer + frame) {
        dropped++;
      } else {
        skews[shown++] = Math.abs(next * frame - now);
      }
      shownPts = next * frame;
      shownAt = now;
      next++;
    }
  }

  private double delay(double difference) {
    double threshold = Math.max(LEAST, Math.min(MOST, frame));
    if (difference <= -threshold) {
      return Math.max(0, frame + difference);
    }
    if (difference >= threshold) {
      return frame > DUPLICATION ? frame + difference : 2 * frame;
    }
    return frame;
  }

  int dropped() {
    return dropped;
  }

  double p99() {
    double[] sorted = Arrays.copyOf(skews, shown);
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(shown * 0.99) - 1];
  }
}
