package io.av4j.push.plan;

import java.io.Serializable;

/**
 * What a push needs while it runs.
 *
 * @param cores processors, 0.5 is half of one
 * @param bytes memory
 */
public record PushCost(double cores, long bytes) implements Serializable {
  // From benchmarks/RESULTS.md: 24 ms of CPU a frame for decoding 1080p and encoding 720p by x264
  // veryfast, 8 ms of them decoding; 270 MiB, of which 120 are for decoding and the JVM.
  private static final double CORES_PER_PIXEL = 30 * 0.016 / (1280 * 720);
  private static final double CORES_TO_DECODE = 30 * 0.008;
  private static final double CORES_TO_COPY = 0.01;
  private static final long BYTES_PER_PIXEL = 170;
  private static final long BYTES_TO_DECODE = 50L << 20;
  private static final long BYTES_TO_COPY = 2L << 20;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a number is negative
   */
  public PushCost {
    if (!(cores >= 0) || bytes < 0) {
      throw new IllegalArgumentException("costs are not negative: " + cores + ", " + bytes);
    }
  }

  /** A rough estimate, for 30 frames a second and x264's {@code veryfast}. */
  public static PushCost of(PushPlan plan) {
    double cores = CORES_TO_COPY;
    long bytes = BYTES_TO_COPY;
    for (Rendition rendition : plan.renditions()) {
      VideoEncoding encoding = rendition.encoding();
      if (encoding != null) {
        long pixels = (long) encoding.width() * encoding.height();
        cores += pixels * CORES_PER_PIXEL;
        bytes += pixels * BYTES_PER_PIXEL;
      }
    }
    if (plan.encodes()) {
      cores += CORES_TO_DECODE;
      bytes += BYTES_TO_DECODE;
    }
    return new PushCost(cores, bytes);
  }
}
