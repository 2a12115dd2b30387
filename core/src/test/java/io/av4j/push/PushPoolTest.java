package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PoolLimits;
import io.av4j.push.plan.PushCost;
import io.av4j.push.plan.PushPlan;
import io.av4j.testing.Await;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PushPoolTest {
  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  /** A push that goes on until it is stopped, into a file. */
  private PushPlan endless(int number) {
    return PushPlan.of(TestMedia.clip("flash_vfr_360p.mp4"))
        .name("p" + number)
        .rounds(0)
        .copy(Destination.of("d" + number, folder.resolve(number + ".flv").toString()))
        .build();
  }

  @Test
  void twoHundredStartsFourRunSixteenWaitTheRestIsRefused() {
    List<PushTicket> tickets = new ArrayList<>();
    int refused = 0;
    try (PushPool pool = PushPool.of(PoolLimits.of(4, 16))) {
      for (int i = 0; i < 200; i++) {
        try {
          tickets.add(pool.submit(endless(i)));
        } catch (RejectedExecutionException e) {
          refused++;
          assertThat(e).hasMessageContaining("4 pushes run and 16 wait");
        }
      }
      assertThat(refused).isEqualTo(180);
      assertThat(pool.running()).hasSize(4);
      assertThat(pool.waiting()).isEqualTo(tickets.subList(4, 20));
      assertThat(tickets.get(4).position()).isEqualTo(1);
      assertThat(tickets.get(19).position()).isEqualTo(16);
      assertThat(tickets.get(0).position()).isZero();
      // First come, first served, and never more than four.
      for (int i = 0; i < 6; i++) {
        tickets.get(i).cancel();
        int next = i + 4;
        Await.until(
            () -> tickets.get(next).state() == PushTicket.State.RUNNING, () -> "turn of " + next);
        assertThat(pool.running()).hasSize(4);
        assertThat(pool.waiting()).isEqualTo(tickets.subList(next + 1, 20));
      }
      tickets.get(15).cancel();
      assertThat(tickets.get(15).state()).isEqualTo(PushTicket.State.CANCELLED);
      List<PushPlan> unserved = pool.shutdown();
      assertThat(unserved).hasSize(9);
      assertThat(unserved.get(0).name()).isEqualTo("p10");
      assertThatThrownBy(() -> pool.submit(endless(1)))
          .isInstanceOf(RejectedExecutionException.class);
    }
    System.out.println("4 ran, 16 waited, " + refused + " were refused");
    assertThat(tickets).extracting(PushTicket::state).doesNotContain(PushTicket.State.RUNNING);
  }

  @Test
  void priorityGoesFirstAndTheImpatientLeave() {
    PushCost cost = new PushCost(1, 1);
    try (PushPool pool = PushPool.of(PoolLimits.of(1, 4).withPatience(Duration.ofMillis(1500)))) {
      PushTicket first = pool.submit(endless(0));
      PushTicket low = pool.submit(endless(1), 0, cost, null);
      PushTicket high = pool.submit(endless(2), 5, cost, null);
      assertThat(high.position()).isEqualTo(1);
      assertThat(low.position()).isEqualTo(2);
      first.cancel();
      Await.until(() -> high.state() == PushTicket.State.RUNNING, () -> "the high one's turn");
      assertThat(low.await(Duration.ofSeconds(5))).isTrue();
      assertThat(low.state()).isEqualTo(PushTicket.State.TIMED_OUT);
      assertThat(low.push()).isEmpty();
    }
  }

  @Test
  void theBudgetIsABoundToo() {
    try (PushPool pool = PushPool.of(PoolLimits.of(10, 10).withBudget(2, 1 << 30))) {
      PushTicket a = pool.submit(endless(0), 0, new PushCost(1.5, 1), null);
      PushTicket large = pool.submit(endless(1), 0, new PushCost(1, 1), null);
      PushTicket small = pool.submit(endless(2), 0, new PushCost(0.1, 1), null);
      assertThat(large.state()).isEqualTo(PushTicket.State.WAITING);
      // It would fit, but is not to overtake.
      assertThat(small.state()).isEqualTo(PushTicket.State.WAITING);
      a.cancel();
      Await.until(() -> small.state() == PushTicket.State.RUNNING, () -> "both to run");
      assertThat(large.state()).isEqualTo(PushTicket.State.RUNNING);
      assertThatThrownBy(() -> pool.submit(endless(3), 0, new PushCost(3, 1), null))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("budget");
    }
  }
}
