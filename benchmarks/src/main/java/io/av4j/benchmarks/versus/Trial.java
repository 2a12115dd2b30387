package io.av4j.benchmarks.versus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One run of a job by one contestant.
 *
 * @param wall seconds from start to end of the process; NaN where the job has no end
 * @param cpu seconds of all cores, user and system; cores where the job has no end
 * @param memory MiB at the peak
 * @param figures what else the run told of itself, by name
 */
public record Trial(double wall, double cpu, double memory, Map<String, Double> figures) {
  /** Copies the figures, in their order. */
  public Trial {
    figures = new LinkedHashMap<>(figures);
  }

  /** This run with one more figure. */
  public Trial with(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(figures);
    more.put(name, value);
    return new Trial(wall, cpu, memory, more);
  }

  /** The time and work of this run and another after it. */
  public Trial plus(Trial other) {
    return new Trial(
        wall + other.wall, cpu + other.cpu, Math.max(memory, other.memory), other.figures);
  }

  /** The time and work of that many such runs one after the other. */
  public Trial times(double number) {
    return new Trial(wall * number, cpu * number, memory, figures);
  }

  /** This run with another time, from inside the process. */
  public Trial withWall(double seconds) {
    return new Trial(seconds, cpu, memory, figures);
  }
}
