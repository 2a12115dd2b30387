package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.util.List;

/**
 * Something that several contestants can do.
 *
 * @param name for the command line and the table
 * @param description what is done, for the table
 * @param contestants makes what the job needs and says who does it, av4j first
 */
public record Job(String name, String description, Preparation contestants) {
  /** Makes clips and the like, unmeasured. */
  @FunctionalInterface
  public interface Preparation {
    /** The contestants, av4j first, the others after it. */
    List<Contestant> prepare() throws IOException, InterruptedException;
  }
}
