package io.av4j.pipeline;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** What is closed together, the last first. Any thread. */
final class Owned implements AutoCloseable {
  private final Deque<AutoCloseable> items = new ConcurrentLinkedDeque<>();

  void add(AutoCloseable item) {
    items.push(item);
  }

  /** Closes all, and throws what the first that failed threw. Idempotent. */
  @Override
  public void close() {
    RuntimeException first = null;
    AutoCloseable item;
    while ((item = items.poll()) != null) {
      try {
        item.close();
      } catch (Exception e) {
        RuntimeException thrown =
            e instanceof RuntimeException r ? r : new IllegalStateException(e);
        if (first == null) {
          first = thrown;
        } else {
          first.addSuppressed(thrown);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
