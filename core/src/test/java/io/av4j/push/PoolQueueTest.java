package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PoolLimits;
import io.av4j.push.plan.PushCost;
import io.av4j.push.plan.PushPlan;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.RtmpPhase;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is in a pool when somebody leaves, cannot begin, or all are to end. */
@Timeout(60)
class PoolQueueTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Makes the making of a thread fail, the one it is armed for, as where no more can be had. */
  private static final class NoMoreThreads extends InheritableThreadLocal<String> {
    private final AtomicInteger left = new AtomicInteger();

    /** The number of the thread that cannot be made; those that inherit this count as well. */
    void arm(int number) {
      left.set(number);
    }

    boolean isArmed() {
      return left.get() > 0;
    }

    @Override
    protected String childValue(String parent) {
      if (left.getAndUpdate(number -> Math.max(0, number - 1)) == 1) {
        throw new IllegalStateException("no more threads");
      }
      return parent;
    }
  }

  private final NoMoreThreads threads = new NoMoreThreads();

  @TempDir Path folder;

  /** So that it is no thread of that which is missing. */
  @BeforeAll
  static void loadFFmpeg() {
    FFmpeg.require();
  }

  /** So that the control's thread is made anew, and by whom the test arms. */
  @BeforeEach
  void awaitNoControl() {
    Await.until(() -> PushThreads.alive("av4j-control") == 0, () -> "the control lives on");
  }

  @AfterEach
  void nothingIsLeft() {
    threads.remove();
    PushThreads.awaitNone();
  }

  /** A push that goes on until it is stopped, into a file. */
  private PushPlan endless(String name) {
    return PushPlan.of(Drawings.endless())
        .name(name)
        .rendition(
            "r", Drawings.quick(), Destination.of(name, folder.resolve(name + ".flv").toString()))
        .build();
  }

  private PushTicket submit(PushPool pool, String name, double cores) {
    return pool.submit(endless(name), 0, new PushCost(cores, 1), null);
  }

  private static void awaitTurn(PushTicket ticket) {
    Await.until(
        Duration.ofSeconds(4),
        () -> ticket.state() == PushTicket.State.RUNNING,
        () -> ticket.plan().name() + " is " + ticket.state());
  }

  private static PushPool withFourCores(Duration patience) {
    return PushPool.of(PoolLimits.of(10, 10).withPatience(patience).withBudget(4, 100));
  }

  @Test
  void whoFitsBeginsWhenTheOneBeforeItIsCancelled() {
    try (PushPool pool = withFourCores(Duration.ofMinutes(1))) {
      submit(pool, "running", 2);
      PushTicket large = submit(pool, "large", 3);
      PushTicket small = submit(pool, "small", 1);
      assertThat(small.state()).isEqualTo(PushTicket.State.WAITING);
      large.cancel();
      awaitTurn(small);
    }
  }

  @Test
  void whoFitsBeginsWhenTheOneBeforeItHasWaitedTooLong() {
    try (PushPool pool = withFourCores(Duration.ofSeconds(2))) {
      submit(pool, "running", 2);
      PushTicket large = submit(pool, "large", 3);
      // So that the other has time left when this one's is up.
      assertThat(large.await(Duration.ofSeconds(1))).isFalse();
      PushTicket small = submit(pool, "small", 1);
      assertThat(small.state()).isEqualTo(PushTicket.State.WAITING);
      assertThat(large.await(PATIENCE)).isTrue();
      assertThat(large.state()).isEqualTo(PushTicket.State.TIMED_OUT);
      Await.until(() -> small.state() != PushTicket.State.WAITING, () -> "the small one waits");
      assertThat(small.state()).isEqualTo(PushTicket.State.RUNNING);
    }
  }

  /** The first that is made is the mixer's, then come the source's and the control's. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aPushThatCannotBeginTakesNoPlace(int thread) {
    // What makes threads inherits it, be it this thread or one of the pool's.
    threads.set("inherited");
    try (PushPool pool = PushPool.of(PoolLimits.of(1, 10))) {
      threads.arm(thread);
      PushTicket failed = pool.submit(endless("failed"));
      assertThat(failed.await(PATIENCE)).as("%s", failed.state()).isTrue();
      assertThat(failed.state()).isEqualTo(PushTicket.State.NOT_STARTED);
      assertThat(failed.failure().orElseThrow()).hasMessage("no more threads");
      assertThat(threads.isArmed()).isFalse();
      assertThat(pool.running()).isEmpty();
      awaitTurn(pool.submit(endless("next")));
    }
  }

  /** Those of its encoders, its publisher and whatever else it makes until it is over. */
  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 7, 8, 9, 10})
  void aPushThatIsShortOfAThreadLaterEndsAllTheSame(int thread) {
    threads.set("inherited");
    PushPlan plan =
        PushPlan.of(TestMedia.clip("flash_baseline.flv"))
            .name("poor")
            .rounds(0)
            .rendition(
                "r",
                Drawings.quick(),
                Destination.of("poor", folder.resolve("poor.flv").toString()))
            .build();
    try (PushPool pool = PushPool.of(PoolLimits.of(1, 10))) {
      threads.arm(thread);
      PushTicket poor = pool.submit(plan);
      LivePush push = poor.push().orElseThrow();
      Await.until(
          () -> push.state().isOver() || push.awaitLive(Duration.ofMillis(1)),
          () -> push.snapshot().toString());
      poor.cancel();
      assertThat(poor.await(PATIENCE)).as("%s", push.snapshot()).isTrue();
      threads.arm(0);
      awaitTurn(pool.submit(endless("next")));
    }
  }

  @Test
  void aPushThatCannotBeginHarmsNeitherTheOneThatEndedNorTheNext() {
    // The first push's threads inherit it, and one of them may be who begins the second.
    threads.set("inherited");
    try (PushPool pool = PushPool.of(PoolLimits.of(1, 10))) {
      PushTicket first = pool.submit(endless("first"));
      PushTicket second = pool.submit(endless("second"));
      PushTicket third = pool.submit(endless("third"));
      awaitTurn(first);
      LivePush push = first.push().orElseThrow();
      assertThat(push.awaitLive(PATIENCE)).isTrue();
      threads.arm(1);
      first.cancel();
      assertThat(push.awaitEnd(PATIENCE)).isTrue();
      assertThat(first.state()).isEqualTo(PushTicket.State.ENDED);
      assertThat(threads.isArmed()).isFalse();
      assertThat(second.await(PATIENCE)).isTrue();
      assertThat(second.state()).isEqualTo(PushTicket.State.NOT_STARTED);
      awaitTurn(third);
      assertThat(pool.running()).containsExactly(third);
    }
  }

  /** However few processors there are, and however busy other work keeps the common threads. */
  @Test
  void allAreStoppedSideBySide() throws Exception {
    int pushes = 5;
    List<PushTicket> tickets = new ArrayList<>();
    ForkJoinPool one = new ForkJoinPool(1);
    // A server that does not answer makes each end take a second.
    try (FakeRtmpServer mute = FakeRtmpServer.start(RtmpScript.silentAt(RtmpPhase.CONNECT));
        PushPool pool = PushPool.of(PoolLimits.of(pushes, 0))) {
      for (int i = 0; i < pushes; i++) {
        tickets.add(
            pool.submit(
                PushPlan.of(Drawings.endless())
                    .name("p" + i)
                    .timing(Timings.connect(Duration.ofSeconds(30)))
                    .rendition("r", Drawings.quick(), Destination.of("a", mute.url("a")))
                    .build()));
        mute.awaitSession(i);
      }
      long start = System.nanoTime();
      // Work that is split up there has this one thread.
      one.submit(pool::shutdown).get(30, TimeUnit.SECONDS);
      double took = (System.nanoTime() - start) / 1e9;
      assertThat(tickets).allMatch(ticket -> ticket.state() == PushTicket.State.ENDED);
      assertThat(took).as("seconds for %d pushes of a second each", pushes).isLessThan(3.5);
    } finally {
      one.shutdownNow();
    }
  }
}
