package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Calls that crash FFmpeg, in a JVM of their own. */
class CrashTableTest {

  @TestFactory
  @Timeout(120)
  Stream<DynamicTest> onOutputs() {
    return ForkedJvm.tests(OutputCrashes.class, Duration.ofSeconds(20));
  }

  @TestFactory
  @Timeout(120)
  Stream<DynamicTest> onStages() {
    return ForkedJvm.tests(StageCrashes.class, Duration.ofSeconds(20));
  }
}
