package io.av4j.push;

import io.av4j.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What pushes leave behind, which is to be nothing. */
final class PushThreads {
  private PushThreads() {}

  static long alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("av4j-"))
        // The log's and the pool's belong to the process.
        .filter(thread -> !thread.getName().equals("av4j-log"))
        // Of all pushes together; it ends when nothing is asked of it for a second.
        .filter(thread -> !thread.getName().equals("av4j-control"))
        .count();
  }

  /** Those whose names begin like that. */
  static long alive(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  static void awaitNone() {
    Await.until(() -> alive() == 0, () -> alive() + " threads of pushes");
  }

  /** Open descriptors of this process. */
  static long descriptors() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
