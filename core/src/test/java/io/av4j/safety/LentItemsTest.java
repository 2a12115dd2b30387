package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Lent items in the hands of other threads, in a JVM of their own. */
class LentItemsTest {

  @TestFactory
  @Timeout(60)
  Stream<DynamicTest> endInAnException() {
    return ForkedJvm.tests(LentItems.class, Duration.ofSeconds(10));
  }
}
