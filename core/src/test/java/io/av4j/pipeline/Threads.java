package io.av4j.pipeline;

import io.av4j.testing.Await;

/** The threads of pipelines that are alive. */
final class Threads {
  private Threads() {}

  static void awaitNone(String pipeline) {
    Await.until(() -> alive(pipeline) == 0, () -> alive(pipeline) + " threads of " + pipeline);
  }

  static long alive(String pipeline) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("av4j-" + pipeline + "-"))
        .count();
  }
}
