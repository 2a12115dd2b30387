package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Calls in any order, in a JVM of their own. */
class RandomCallsTest {

  @TestFactory
  Stream<DynamicTest> endInAnException() {
    return ForkedJvm.tests(
        RandomCalls.class, Duration.ofSeconds(30).plusMillis(RandomCalls.CALLS / 10L));
  }
}
