package io.av4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class NativeHandleTest {

  /** A handle on nothing that counts. */
  private static final class Counting extends NativeHandle {
    final AtomicInteger frees = new AtomicInteger();
    final AtomicInteger interrupts = new AtomicInteger();
    final AtomicReference<Thread> freedBy = new AtomicReference<>();
    volatile boolean busy;
    volatile boolean freedWhileBusy;

    Counting() {
      super(NativeType.FILTER_GRAPH);
    }

    Counting(boolean lending) {
      super(NativeType.FILTER_GRAPH, lending);
    }

    Counting with(NativeHandle other) {
      attach(other);
      return this;
    }

    @Override
    protected void interrupt() {
      interrupts.incrementAndGet();
    }

    @Override
    protected void free() {
      freedWhileBusy = busy;
      freedBy.set(Thread.currentThread());
      frees.incrementAndGet();
    }
  }

  /** A thread that is inside the handle until it is told to leave. */
  private static final class Inside {
    final CountDownLatch in = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);
    final Thread thread;

    Inside(Counting handle) throws InterruptedException {
      thread =
          new Thread(
              () -> {
                handle.enter();
                try {
                  handle.busy = true;
                  in.countDown();
                  leave.await();
                  handle.busy = false;
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                } finally {
                  handle.exit();
                }
              },
              "inside");
      thread.start();
      in.await();
    }

    void leave() throws InterruptedException {
      leave.countDown();
      thread.join();
    }
  }

  @Test
  void afterCloseNobodyComesInAndCloseIsIdempotent() {
    Counting handle = new Counting();
    assertThat(NativeType.FILTER_GRAPH.open()).isEqualTo(1);
    handle.enter();
    handle.exit();
    handle.close();
    handle.close();
    assertThat(handle.frees).hasValue(1);
    assertThat(handle.isClosed()).isTrue();
    assertThat(NativeType.FILTER_GRAPH.open()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(handle::enter)
        .withMessage("AVFilterGraph is closed");
    assertThatIllegalStateException().isThrownBy(handle::checkOpen);
    handle.close();
    assertThat(handle.frees).hasValue(1);
  }

  @Test
  void theSameThreadDoesNotComeInTwice() {
    Counting handle = new Counting();
    handle.enter();
    assertThatIllegalStateException()
        .isThrownBy(handle::enter)
        .withMessage(
            "AVFilterGraph is in use further up this thread's stack; "
                + "do not call it from its own sink");
    handle.exit();
    assertThatCode(
            () -> {
              handle.enter();
              handle.exit();
            })
        .doesNotThrowAnyException();
    handle.close();
  }

  @Test
  void closeFromInsideFreesOnTheWayOut() {
    Counting handle = new Counting();
    handle.enter();
    handle.close();
    handle.close();
    assertThat(handle.frees).hasValue(0);
    assertThatIllegalStateException().isThrownBy(handle::checkOpen);
    handle.exit();
    assertThat(handle.frees).hasValue(1);
    handle.close();
    assertThat(handle.frees).hasValue(1);
  }

  @Test
  void aSecondThreadIsRefusedAndTold() throws Exception {
    Counting handle = new Counting();
    Inside inside = new Inside(handle);
    assertThat(handle.inUse()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(handle::enter)
        .withMessageStartingWith("AVFilterGraph is in use by Thread[")
        .withMessageContaining("inside")
        .withMessageEndingWith("it serves one thread at a time");
    inside.leave();
    handle.enter();
    handle.exit();
    handle.close();
    assertThat(handle.frees).hasValue(1);
  }

  @Test
  void closeWaitsForTheThreadInsideAfterTellingItToHurry() throws Exception {
    Counting handle = new Counting();
    Inside inside = new Inside(handle);
    Thread closer = new Thread(handle::close, "closer");
    closer.start();
    while (handle.interrupts.get() == 0) {
      Thread.onSpinWait();
    }
    assertThat(handle.frees).hasValue(0);
    assertThat(closer.isAlive()).isTrue();
    inside.leave();
    closer.join();
    assertThat(handle.frees).hasValue(1);
    assertThat(handle.freedWhileBusy).isFalse();
    assertThat(handle.freedBy.get()).isIn(inside.thread, closer);
  }

  @Test
  void anInterruptedCloserWaitsToo() throws Exception {
    Counting handle = new Counting();
    Inside inside = new Inside(handle);
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread closer =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              handle.close();
              flag.set(Thread.currentThread().isInterrupted());
            },
            "closer");
    closer.start();
    while (handle.interrupts.get() == 0) {
      Thread.onSpinWait();
    }
    closer.join(20);
    assertThat(closer.isAlive()).isTrue();
    inside.leave();
    closer.join();
    assertThat(flag).hasValue(true);
    assertThat(handle.frees).hasValue(1);
  }

  @Test
  void manyClosersFreeOnce() throws Exception {
    for (int round = 0; round < 200; round++) {
      Counting handle = new Counting();
      Thread[] threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        boolean closes = i % 2 == 0;
        threads[i] =
            new Thread(
                () -> {
                  while (!handle.isClosed()) {
                    if (closes) {
                      handle.close();
                    } else {
                      useOnce(handle);
                    }
                  }
                });
      }
      for (Thread thread : threads) {
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(handle.frees).hasValue(1);
      assertThat(handle.freedWhileBusy).isFalse();
    }
  }

  private static void useOnce(Counting handle) {
    try {
      handle.enter();
    } catch (IllegalStateException e) {
      return;
    }
    handle.busy = true;
    handle.busy = false;
    handle.exit();
  }

  @Test
  void whatIsAttachedIsClosedAfterwards() {
    Counting lent = new Counting(true);
    Counting handle = new Counting().with(lent);
    handle.enter();
    lent.lend();
    handle.close();
    assertThat(lent.frees).hasValue(0);
    lent.takeBack();
    handle.exit();
    assertThat(handle.frees).hasValue(1);
    assertThat(lent.frees).hasValue(1);
  }

  @Test
  void aLentObjectIsOpenDuringItsTurnOnly() {
    Counting lent = new Counting(true);
    assertThatIllegalStateException()
        .isThrownBy(lent::enter)
        .withMessage("this AVFilterGraph was lent and its turn is over");
    lent.lend();
    lent.enter();
    lent.exit();
    lent.takeBack();
    assertThatIllegalStateException().isThrownBy(lent::enter);
    lent.close();
    assertThat(lent.frees).hasValue(1);
  }

  @Test
  void theEndOfATurnWaitsForTheThreadInside() throws Exception {
    Counting lent = new Counting(true);
    lent.lend();
    Inside inside = new Inside(lent);
    Thread stage = new Thread(lent::takeBack, "stage");
    stage.start();
    stage.join(20);
    assertThat(stage.isAlive()).isTrue();
    inside.leave();
    stage.join();
    assertThatIllegalStateException().isThrownBy(lent::enter);
    lent.close();
    assertThat(lent.frees).hasValue(1);
  }

  @Test
  void guardCostsNanoseconds() {
    Counting handle = new Counting();
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 100_000; i++) {
        handle.enter();
        handle.exit();
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    handle.close();
    System.out.println("guard: " + best / 100_000 + " ns to enter and leave");
    assertThat(TimeUnit.NANOSECONDS.toMicros(best)).isLessThan(100_000);
  }
}
