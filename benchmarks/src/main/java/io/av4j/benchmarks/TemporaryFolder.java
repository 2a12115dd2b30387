package io.av4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone when the JVM has ended. */
final class TemporaryFolder {
  private TemporaryFolder() {}

  /** Makes one. */
  static Path create() {
    try {
      Path folder = Files.createTempDirectory("av4j-benchmarks");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "delete-" + folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // The system's own cleaning gets what is left.
    }
  }
}
