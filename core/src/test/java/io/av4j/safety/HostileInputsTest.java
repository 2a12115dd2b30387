package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Files and servers made to end the process, to hold it, or to fill its memory. */
class HostileInputsTest {
  @TestFactory
  @Timeout(180)
  Stream<DynamicTest> endInAnException() {
    return ForkedJvm.tests(HostileInputs.class, Duration.ofSeconds(30));
  }
}
