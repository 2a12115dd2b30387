package io.av4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which values of a benchmark's parameter this machine has, and why it lacks the others.
 *
 * @param benchmark the benchmark that has the parameter
 * @param parameter its name
 * @param available the values that can be measured, in their order
 * @param missing why each of the other values cannot
 */
record Availability(
    Class<?> benchmark, String parameter, List<String> available, Map<String, String> missing) {

  /** Asks for each value why it is missing; one without a reason is there. */
  static Availability of(
      Class<?> benchmark,
      String parameter,
      Iterable<String> values,
      Function<String, Optional<String>> whyMissing) {
    List<String> available = new ArrayList<>();
    Map<String, String> missing = new LinkedHashMap<>();
    for (String value : values) {
      whyMissing
          .apply(value)
          .ifPresentOrElse(reason -> missing.put(value, reason), () -> available.add(value));
    }
    return new Availability(benchmark, parameter, available, missing);
  }
}
