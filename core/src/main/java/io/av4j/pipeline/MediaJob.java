package io.av4j.pipeline;

import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A ready-made pipeline: one input into any number of outputs, on threads of its own.
 *
 * <p>Say what is wanted, start, await. Input and outputs stay their openers', who close them after
 * this; from the start to then only the job uses them. An output is finished when all its tracks
 * have ended. The first failure ends everything and is thrown by {@link #await()}; {@link #stop()}
 * ends the reading and lets the outputs be finished; {@link #cancel()} drops what is on its way.
 * Made by one thread; thereafter any may ask, stop and cancel. The opener closes it.
 */
public abstract sealed class MediaJob implements AutoCloseable permits Transcode, Ladder {
  private final Pipeline pipeline;
  private final InputBranch input;
  private final Map<MediaOutput, OutputBranch> outputs = new LinkedHashMap<>();
  private volatile long start;

  MediaJob(String name, MediaInput input, ReadOptions options) {
    this.pipeline = Pipeline.named(name);
    this.input = new InputBranch(pipeline, input, options);
  }

  final Pipeline pipeline() {
    return pipeline;
  }

  final InputBranch input() {
    return input;
  }

  final OutputBranch branch(MediaOutput output) {
    return outputs.computeIfAbsent(output, o -> new OutputBranch(pipeline, o, outputs.size()));
  }

  final List<OutputBranch> branches() {
    return List.copyOf(outputs.values());
  }

  /** Makes what can only be made when all that is wanted is known. */
  abstract void connect();

  /**
   * Starts the threads. Once.
   *
   * @throws IllegalStateException if nothing of the input goes anywhere, or it was started
   * @throws io.av4j.MediaException if a decoder or encoder does not open
   */
  public final void start() {
    pipeline.requireNotStarted();
    connect();
    input.connect();
    start = pipeline.clock().nanoTime();
    pipeline.start();
  }

  /** Starts and awaits the end; see {@link #await()}. */
  public final void run() {
    start();
    await();
  }

  /**
   * Waits until all outputs are finished.
   *
   * @throws RuntimeException the first failure of a part, as it was thrown there
   * @throws java.util.concurrent.CancellationException if cancelled, or this thread is interrupted,
   *     which stays set
   */
  public final void await() {
    pipeline.await();
  }

  /**
   * As {@link #await()}, but no longer than the timeout.
   *
   * @return whether all outputs are finished
   */
  public final boolean await(Duration timeout) {
    return pipeline.await(timeout);
  }

  /** How far it is. */
  public final PipelineProgress progress() {
    Duration elapsed = Duration.ofNanos(start == 0 ? 0 : pipeline.clock().nanoTime() - start);
    double seconds = elapsed.toNanos() / 1e9;
    return new PipelineProgress(
        elapsed,
        input.corruptCount(),
        branches().stream().map(branch -> branch.progress(seconds)).toList(),
        pipeline.queues());
  }

  /** Ends the reading; what was read is still written. Returns at once. */
  public final void stop() {
    pipeline.stop();
  }

  /** Ends everything within about 100 ms; what is on its way is dropped. Returns at once. */
  public final void cancel() {
    pipeline.cancel();
  }

  /**
   * Cancels what still runs, and frees what the job opened itself. Idempotent, waits for its
   * threads.
   */
  @Override
  public final void close() {
    pipeline.close();
  }
}
