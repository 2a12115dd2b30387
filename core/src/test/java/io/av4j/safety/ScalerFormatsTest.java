package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every pixel and sample format, in a JVM of its own. */
class ScalerFormatsTest {

  @TestFactory
  Stream<DynamicTest> endInAnException() {
    return ForkedJvm.tests(ScalerFormats.class, Duration.ofSeconds(30));
  }
}
