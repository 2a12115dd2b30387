package io.av4j.push.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushState;
import io.av4j.testing.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of the events of a push, while others still tell of some. */
@Timeout(30)
class EventLogTest {
  private final List<Long> told = new CopyOnWriteArrayList<>();

  /** Ends the events from within, just where the thread is made that tells the listener. */
  private static final class ClosingMeanwhile extends InheritableThreadLocal<String> {
    private final AtomicReference<EventLog> open = new AtomicReference<>();

    @Override
    protected String childValue(String parent) {
      EventLog log = open.getAndSet(null);
      if (log != null) {
        log.close();
      }
      return parent;
    }
  }

  private void tell(PushEvent event) {
    told.add(event.stamp().sequence());
  }

  private static void publish(EventLog log) {
    log.publish(
        stamp -> new PushEvent.StateChanged(stamp, PushState.OPENING, PushState.RUNNING, null));
  }

  private void awaitTold(int number) {
    Await.until(() -> told.size() == number, () -> "told: " + told);
  }

  @Test
  void whoTellsOfSomethingAtTheEndIsNotHarmed() {
    ClosingMeanwhile closing = new ClosingMeanwhile();
    closing.set("inherited");
    EventLog log = new EventLog("ends", this::tell);
    try {
      closing.open.set(log);
      publish(log);
      publish(log);
    } finally {
      closing.remove();
      log.close();
    }
    assertThat(closing.open).as("closed from within").hasNullValue();
    assertThat(told).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void whatWaitsAtTheEndIsStillToldInItsOrder() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    EventLog log =
        new EventLog(
            "waits",
            event -> {
              awaitQuietly(slow);
              tell(event);
            });
    for (int i = 0; i < 5; i++) {
      publish(log);
    }
    log.close();
    publish(log);
    slow.countDown();
    awaitTold(5);
    assertThat(told).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(log.dropped()).isZero();
  }

  @Test
  void ofAListenerThatIsTooSlowTheOldestEventsAreDroppedAndCounted() {
    CountDownLatch slow = new CountDownLatch(1);
    int bound = 1024;
    EventLog log =
        new EventLog(
            "slow",
            event -> {
              awaitQuietly(slow);
              tell(event);
            });
    publish(log);
    // The first is being told, and the bound is of those that wait.
    for (int i = 0; i < bound + 10; i++) {
      publish(log);
    }
    assertThat(log.dropped()).isEqualTo(10);
    slow.countDown();
    awaitTold(bound + 1);
    assertThat(told.get(0)).isEqualTo(1);
    assertThat(told.get(1)).isEqualTo(12);
    assertThat(told).isSorted();
    log.close();
  }

  @Test
  void aListenerThatThrowsGetsTheNextEventToo() {
    EventLog log =
        new EventLog(
            "throws",
            event -> {
              tell(event);
              throw new IllegalStateException("a listener's bug");
            });
    publish(log);
    publish(log);
    awaitTold(2);
    log.close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
