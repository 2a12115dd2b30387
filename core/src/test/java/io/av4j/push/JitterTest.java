package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.clock.NanoClock;
import io.av4j.push.destination.Publisher;
import io.av4j.push.destination.ReconnectPolicy;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.rendition.RenditionRunner;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two programs that are the same and begin alike do not come back in the same moments: each is a
 * JVM that asks for pauses as the push does, on threads that have the same ids in both.
 */
@Timeout(60)
class JitterTest {
  private static final int PAUSES = 5;
  private static final int THREADS = 8;
  private static final String LINE = "= ";

  @TempDir Path folder;

  @Test
  void aFleetOfEqualProgramsDoesNotConnectAgainInOneMoment() throws Exception {
    requireDifferent("destination");
  }

  @Test
  void aFleetOfEqualProgramsDoesNotOpenItsSourceAgainInOneMoment() throws Exception {
    requireDifferent("source");
  }

  private void requireDifferent(String who) throws Exception {
    Process one = start(who, "one");
    Process other = start(who, "other");
    try {
      assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      one.destroyForcibly();
      other.destroyForcibly();
    }
    Map<Long, String> first = pauses("one");
    Map<Long, String> second = pauses("other");
    assertThat(first).hasSize(THREADS);
    assertThat(second).hasSize(THREADS);
    List<String> same =
        first.entrySet().stream()
            .filter(entry -> entry.getValue().equals(second.get(entry.getKey())))
            .map(entry -> "thread " + entry.getKey() + " of two JVMs: " + entry.getValue())
            .toList();
    assertThat(same).isEmpty();
  }

  private Path output(String name) {
    return folder.resolve(name + ".txt");
  }

  private Process start(String who, String name) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // So that threads get the same ids each time.
            "-XX:-UseDynamicNumberOfCompilerThreads",
            JitterTest.class.getName(),
            who);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.redirectErrorStream(true).redirectOutput(output(name).toFile()).start();
  }

  /** What a program printed: the pauses by the id of the thread that asked for them. */
  private Map<Long, String> pauses(String name) throws IOException {
    Map<Long, String> all = new TreeMap<>();
    for (String line : Files.readAllLines(output(name), StandardCharsets.UTF_8)) {
      if (line.startsWith(LINE)) {
        int colon = line.indexOf(':');
        all.put(Long.valueOf(line.substring(LINE.length(), colon)), line.substring(colon + 1));
      }
    }
    return all;
  }

  /** In the other JVM: who asks, all made on this thread, each then used on one of its own. */
  public static void main(String[] args) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      ReconnectPolicy policy = args[0].equals("source") ? ofASource() : ofADestination();
      threads.add(new Thread(() -> print(policy)));
    }
    for (Thread thread : threads) {
      thread.start();
      thread.join();
    }
    System.exit(0);
  }

  private static void print(ReconnectPolicy first) {
    ReconnectPolicy.Outcome refused =
        new ReconnectPolicy.Outcome(
            new Fault(FaultClass.NETWORK, -111, "ECONNREFUSED", "refused"),
            Duration.ofMillis(1),
            Duration.ZERO);
    ReconnectPolicy policy = first;
    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < PAUSES; i++) {
      ReconnectPolicy.RetryIn retry = (ReconnectPolicy.RetryIn) policy.after(refused, 0);
      pauses.add(retry.pause());
      policy = retry.next();
    }
    System.out.println(LINE + Thread.currentThread().getId() + ": " + pauses);
  }

  /** As its publisher has made it, which waits for streams meanwhile. */
  private static ReconnectPolicy ofADestination() throws ReflectiveOperationException {
    RenditionRunner rendition =
        new RenditionRunner(
            "jitter", "r", PushTiming.DEFAULT, NanoClock.system(), new PushReports(command -> {}));
    Publisher publisher = rendition.add(Destination.of("there", "rtmp://127.0.0.1:1/app/there"));
    Field policy = Publisher.class.getDeclaredField("policy");
    policy.setAccessible(true);
    return (ReconnectPolicy) policy.get(publisher);
  }

  private static ReconnectPolicy ofASource() {
    PushPlan plan =
        PushPlan.of("rtmp://127.0.0.1:1/app/here")
            .copy(Destination.of("there", "rtmp://127.0.0.1:1/app/there"))
            .build();
    return new PushRuntime(plan, null, () -> {}, NanoClock.system()).machine().retry();
  }
}
