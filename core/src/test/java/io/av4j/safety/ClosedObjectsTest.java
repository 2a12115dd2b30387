package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every public method of what is closed, in a JVM of its own. */
class ClosedObjectsTest {

  @TestFactory
  @Timeout(120)
  Stream<DynamicTest> endInAnException() {
    return ForkedJvm.tests(ClosedObjects.class, Duration.ofSeconds(20));
  }
}
