package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Structural similarity of two pictures of 8 bits: 1 for equal ones, 0 for unlike ones. */
public final class Ssim {
  private static final int BLOCK = 8;
  private static final double C1 = Math.pow(0.01 * 255, 2);
  private static final double C2 = Math.pow(0.03 * 255, 2);

  private Ssim() {}

  /** The mean over blocks of 8 by 8 samples of the first plane of two packed pictures. */
  public static double of(byte[] a, byte[] b, int width, int height) {
    assertThat(a).hasSameSizeAs(b);
    double sum = 0;
    int blocks = 0;
    for (int y = 0; y + BLOCK <= height; y += BLOCK / 2) {
      for (int x = 0; x + BLOCK <= width; x += BLOCK / 2) {
        sum += block(a, b, y * width + x, width);
        blocks++;
      }
    }
    return sum / blocks;
  }

  /**
   * How like the pictures of a file are to what the ffmpeg program's filters make of a {@link
   * ShapedClip}, picture by picture in their order, whatever their times.
   */
  public static double ofFilters(Path clip, String filters, Path file) {
    String inOrder = ",setsar=1,setpts=N/25/TB";
    String log =
        FFmpegProgram.ffmpeg()
            .run(
                "-i",
                clip.toString(),
                "-i",
                file.toString(),
                "-lavfi",
                "[0:v]scale=360:640,setsar=1,"
                    + filters
                    + inOrder
                    + "[a];"
                    + "[1:v]null"
                    + inOrder
                    + "[b];[a][b]ssim",
                "-f",
                "null",
                "-")
            .errors();
    String after = log.substring(log.lastIndexOf("All:") + "All:".length());
    return Double.parseDouble(after.substring(0, after.indexOf(' ')));
  }

  private static double block(byte[] a, byte[] b, int start, int width) {
    double sumA = 0;
    double sumB = 0;
    double squares = 0;
    double products = 0;
    for (int y = 0; y < BLOCK; y++) {
      for (int x = 0; x < BLOCK; x++) {
        int i = start + y * width + x;
        double p = a[i] & 0xFF;
        double q = b[i] & 0xFF;
        sumA += p;
        sumB += q;
        squares += p * p + q * q;
        products += p * q;
      }
    }
    double n = BLOCK * BLOCK;
    double meanA = sumA / n;
    double meanB = sumB / n;
    double variances = squares / n - meanA * meanA - meanB * meanB;
    double covariance = products / n - meanA * meanB;
    return (2 * meanA * meanB + C1)
        * (2 * covariance + C2)
        / ((meanA * meanA + meanB * meanB + C1) * (variances + C2));
  }
}
