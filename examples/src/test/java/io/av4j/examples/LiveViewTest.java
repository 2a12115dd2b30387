package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.clock.PacerStatistics;
import io.av4j.clock.SkewStatistics;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import io.av4j.push.status.PushState;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is seen of a push, on a terminal and without one. */
@Timeout(60)
class LiveViewTest {
  private static final Logger LOG = LoggerFactory.getLogger("io.av4j.examples");
  // What a server says is not to be trusted.
  private static final Fault FAULT =
      new Fault(FaultClass.NETWORK, -111, "ECONNREFUSED", "refused\n\033[2Jby rtmp://host/app/***");

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final FakeTerminal terminal = new FakeTerminal(80);

  @BeforeEach
  void printToTheTerminal() {
    // Both are the same terminal, as usual.
    PrintStream stream = new PrintStream(terminal, false, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
  }

  @AfterEach
  void printAsBefore() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void theTableStaysBelowAllThatIsPrinted() {
    try (LiveView view = new TerminalView()) {
      view.event(changed(1, DestinationState.CONNECTING, DestinationState.LIVE, null));
      view.show(snapshot(1, 3));
      System.err.println("said by somebody");
      view.show(snapshot(2, 3));
      LOG.warn("logged");
      System.err.print("half a line, ");
      view.show(snapshot(3, 2));
      System.err.println("and the rest");
      view.event(changed(2, DestinationState.LIVE, DestinationState.RECONNECTING, FAULT));
      view.show(snapshot(4, 4));
      view.end(snapshot(5, 4));
    }
    System.err.println("behind it");
    System.err.flush();
    List<String> shown = terminal.shown();
    assertThat(shown.get(0)).endsWith("d0: CONNECTING -> LIVE");
    assertThat(shown.get(1)).isEqualTo("said by somebody");
    assertThat(shown.get(2)).contains("WARN", "logged");
    assertThat(shown.get(3)).isEqualTo("half a line, and the rest");
    // Longer than the terminal is wide.
    assertThat(shown.get(4) + shown.get(5)).contains("LIVE -> RECONNECTING (NETWORK ECONNREFUSED");
    assertThat(shown.get(6)).startsWith("push RUNNING  00:00:05.00  sources 1");
    assertThat(shown.subList(7, 11))
        .allMatch(line -> line.startsWith("  d") && line.length() <= 80);
    assertThat(shown.subList(11, shown.size())).containsExactly("behind it", "");
    assertThat(System.err).isNotSameAs(err);
  }

  @Test
  void aTableHigherThanATerminalIsCut() {
    try (LiveView view = new TerminalView()) {
      view.show(snapshot(1, 50));
      view.show(snapshot(2, 50));
    }
    assertThat(terminal.shown()).hasSize(StatusArea.MOST_LINES + 1);
  }

  /** No line is lost, cut in two or drawn over, whoever prints at the same time. */
  @Test
  void manyThreadsPrintAtOnce() throws Exception {
    List<Thread> threads = new ArrayList<>();
    try (LiveView view = new TerminalView()) {
      for (int t = 0; t < 4; t++) {
        String name = "thread" + t;
        threads.add(
            new Thread(() -> IntStream.range(0, 200).forEach(i -> LOG.warn("{} {} end", name, i))));
      }
      threads.forEach(Thread::start);
      for (int i = 0; i < 200; i++) {
        view.show(snapshot(i, 3));
        view.event(changed(i, DestinationState.LIVE, DestinationState.CONGESTED, null));
      }
      for (Thread thread : threads) {
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
    List<String> shown = terminal.shown();
    for (int t = 0; t < 4; t++) {
      String name = "thread" + t;
      List<String> its = shown.stream().filter(line -> line.contains(name)).toList();
      assertThat(its).hasSize(200).allMatch(line -> line.endsWith(" end"));
    }
    assertThat(shown.stream().filter(line -> line.contains("CONGESTED"))).hasSize(200);
    assertThat(shown.stream().filter(line -> line.startsWith("push RUNNING"))).hasSize(1);
  }

  @Test
  void withoutATerminalThereAreLines() {
    StringWriter text = new StringWriter();
    try (LiveView view = LiveView.of(Progress.Style.LINES, new PrintWriter(text))) {
      view.event(changed(1, DestinationState.LIVE, DestinationState.RECONNECTING, FAULT));
      for (int second = 0; second <= 35; second++) {
        view.show(snapshot(second, 2));
      }
      view.end(snapshot(36, 2));
    }
    List<String> lines = text.toString().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0)).contains("d0: LIVE -> RECONNECTING (NETWORK ECONNREFUSED: refused");
    assertThat(lines.get(1)).startsWith("push RUNNING  00:00:10.00 played  2 of 2 live  4000 kb/s");
    assertThat(lines.get(4)).startsWith("push RUNNING  00:00:36.00 played");
    assertThat(lines).allMatch(line -> line.chars().noneMatch(Character::isISOControl));
  }

  private static PushEvent changed(
      long sequence, DestinationState from, DestinationState to, Fault fault) {
    return new PushEvent.DestinationChanged(
        new PushEvent.Stamp("push", sequence, Instant.EPOCH), "d0", "r", from, to, 1, fault);
  }

  private static PushSnapshot snapshot(int second, int destinations) {
    Duration time = Duration.ofSeconds(second);
    return new PushSnapshot(
        "push",
        PushState.RUNNING,
        time,
        time,
        1,
        0,
        0,
        new PacerStatistics(0, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, 0),
        new SkewStatistics(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, time),
        0,
        List.of(),
        IntStream.range(0, destinations).mapToObj(LiveViewTest::destination).toList());
  }

  private static DestinationSnapshot destination(int index) {
    return new DestinationSnapshot(
        "d" + index,
        "r",
        DestinationState.LIVE,
        Instant.EPOCH,
        1,
        0,
        FAULT,
        null,
        Duration.ZERO,
        OptionalLong.empty(),
        1000,
        OptionalLong.of(2_000_000),
        25,
        1,
        0,
        0,
        0,
        Duration.ZERO,
        0,
        OptionalDouble.empty(),
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO);
  }
}
