package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Damaged files of every kind, in a JVM of their own. */
class DamagedFilesTest {

  @TestFactory
  Stream<DynamicTest> endInAnException() {
    return ForkedJvm.tests(
        DamagedFiles.class, Duration.ofSeconds(20).plusMillis(500L * DamagedFiles.ROUNDS));
  }
}
