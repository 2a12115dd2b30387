package io.av4j.benchmarks.versus;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** A line of the table: av4j against another contestant in one job. */
final class Row {
  static final String HEADING =
      "| job | what is done | against | wall, s | CPU, s | memory, MiB | further | pairs | when (UTC) |\n"
          + "|---|---|---|---|---|---|---|---|---|";

  private Row() {}

  /** The line; runs of the same index belong together. */
  static String of(
      String job,
      String description,
      String against,
      List<Trial> ours,
      List<Trial> theirs,
      String when) {
    return "| "
        + String.join(
            " | ",
            job,
            description,
            against,
            cell(ours, theirs, Trial::wall),
            cell(ours, theirs, Trial::cpu),
            cell(ours, theirs, Trial::memory),
            further(ours, theirs),
            Integer.toString(ours.size()),
            when)
        + " |";
  }

  /** Both medians, the median of the ratios pair by pair, and the ends of those. */
  private static String cell(
      List<Trial> ours, List<Trial> theirs, ToDoubleFunction<Trial> quantity) {
    double[] us = ours.stream().mapToDouble(quantity).toArray();
    double[] them = theirs.stream().mapToDouble(quantity).toArray();
    if (Double.isNaN(us[0]) || Double.isNaN(them[0])) {
      return "";
    }
    double[] ratios = new double[us.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = us[i] / them[i];
    }
    Spread ratio = Spread.of(ratios);
    return String.format(
        Locale.ROOT,
        "%s / %s = **%.2fx** (%.2f–%.2f)",
        number(Spread.of(us).median()),
        number(Spread.of(them).median()),
        ratio.median(),
        ratio.least(),
        ratio.most());
  }

  private static String further(List<Trial> ours, List<Trial> theirs) {
    Set<String> names = new LinkedHashSet<>(ours.get(0).figures().keySet());
    names.addAll(theirs.get(0).figures().keySet());
    List<String> parts = new ArrayList<>();
    for (String name : names) {
      parts.add(name + " " + figure(ours, name) + " / " + figure(theirs, name));
    }
    return String.join("; ", parts);
  }

  private static String figure(List<Trial> trials, String name) {
    double[] values =
        trials.stream()
            .filter(trial -> trial.figures().containsKey(name))
            .mapToDouble(trial -> trial.figures().get(name))
            .toArray();
    return values.length == 0 ? "–" : number(Spread.of(values).median());
  }

  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%.0f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }
}
