package io.av4j.safety;

import io.av4j.testing.ForkedJvm;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Every encoder of the build, in a JVM of its own. */
class EncodersTest {

  @TestFactory
  @Timeout(120)
  Stream<DynamicTest> surviveWhatTheyAreFed() {
    return ForkedJvm.tests(Encoders.class, Duration.ofSeconds(20));
  }
}
