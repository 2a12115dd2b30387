package io.av4j.testing;

import java.util.List;

/**
 * The line of best fit through points, by least squares.
 *
 * @param slope of the line
 * @param error the standard error of the slope
 */
public record LineFit(double slope, double error) {

  /** Fits a line; there are as many of one as of the other, and more than two. */
  public static LineFit through(List<Double> xs, List<Double> ys) {
    double meanX = mean(xs);
    double meanY = mean(ys);
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < xs.size(); i++) {
      double x = xs.get(i) - meanX;
      double y = ys.get(i) - meanY;
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    double slope = xy / xx;
    double unexplained = Math.max(0, yy - slope * xy);
    return new LineFit(slope, Math.sqrt(unexplained / (xs.size() - 2) / xx));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
  }
}
