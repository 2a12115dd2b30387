package io.av4j.push;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** All connections of a push, as far as they have begun. */
record Senders(List<RenditionOutput> outputs) {
  private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(100);

  List<Sender> all() {
    return outputs.stream().flatMap(output -> output.senders().stream()).toList();
  }

  void each(Consumer<Sender> what) {
    all().forEach(what);
  }

  boolean haveAllFailed() {
    return all().stream().allMatch(one -> one.status().state() == DestinationState.FAILED);
  }

  List<DestinationSnapshot> snapshots() {
    return all().stream().map(Sender::snapshot).toList();
  }

  /** Waits for their threads until that time, and ends them where an abort comes meanwhile. */
  void await(long deadline, BooleanSupplier aborted) throws InterruptedException {
    for (Sender sender : all()) {
      long left;
      while ((left = deadline - System.nanoTime()) > 0
          && !sender.awaitStopped(Duration.ofNanos(Math.min(left, GLANCE)))) {
        if (aborted.getAsBoolean()) {
          each(Sender::abort);
        }
      }
    }
  }
}
