package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every filter of the build, in a JVM of its own. */
class FiltersTest {

  @TestFactory
  Stream<DynamicTest> endInAnException() {
    return ForkedJvm.tests(Filters.class, Duration.ofSeconds(20));
  }
}
