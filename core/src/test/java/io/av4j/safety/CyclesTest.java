package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memory that does not come back, in a JVM of its own. */
@EnabledOnOs(OS.LINUX)
class CyclesTest {

  @TestFactory
  Stream<DynamicTest> leaveTheMemoryFlat() {
    return ForkedJvm.tests(Cycles.class, Duration.ofMinutes(2));
  }
}
