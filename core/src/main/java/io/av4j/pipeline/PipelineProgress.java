package io.av4j.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * A look at a running pipeline. Immutable.
 *
 * @param elapsed since its start
 * @param corrupt how often data could not be decoded and was skipped
 * @param outputs in the order in which they were first named
 * @param queues what waits in front of each thread
 */
public record PipelineProgress(
    Duration elapsed, long corrupt, List<OutputProgress> outputs, List<QueueDepth> queues) {
  /** Copies. */
  public PipelineProgress {
    outputs = List.copyOf(outputs);
    queues = List.copyOf(queues);
  }
}
