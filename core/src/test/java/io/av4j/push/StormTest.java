package io.av4j.push;

import io.av4j.testing.ForkedJvm;
import io.av4j.testing.NginxRtmp;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Many faults one after the other, in a JVM of its own, whose heap is all there from the start. */
@Tag("soak")
@EnabledOnOs(OS.LINUX)
class StormTest {

  @TestFactory
  Stream<DynamicTest> passesAndLeavesTheMemoryFlat() {
    NginxRtmp.require();
    return ForkedJvm.tests(
        Storm.class,
        Duration.ofSeconds(Storm.SECONDS + 60),
        "-Xms128m",
        "-Xmx128m",
        "-XX:+AlwaysPreTouch");
  }
}
