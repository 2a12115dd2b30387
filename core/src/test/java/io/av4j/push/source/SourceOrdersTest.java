package io.av4j.push.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.CancelToken;
import io.av4j.MediaIoException;
import io.av4j.clock.NanoClock;
import io.av4j.push.plan.PushSource;
import io.av4j.testing.LoopbackPort;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever is asked of a runner, in whatever order: each source is told as ended exactly once. */
@Timeout(180)
class SourceOrdersTest {
  private static final Logger LOG = LoggerFactory.getLogger(SourceOrdersTest.class);
  private static final long SEED = Long.getLong("av4j.seed", 20_261_125);
  private static final int ORDERS = 10_000;
  private static final int REAL_ORDERS = 300;

  /** Counts, and lets some sources begin as soon as they are open. */
  private static final class Counting implements SourceListener {
    final Map<Long, AtomicInteger> opened = new ConcurrentHashMap<>();
    final Map<Long, AtomicInteger> ended = new ConcurrentHashMap<>();
    final List<Long> order = new ArrayList<>();
    volatile SourceRunner runner;
    private final boolean playsAtOnce;

    Counting(boolean playsAtOnce) {
      this.playsAtOnce = playsAtOnce;
    }

    @Override
    public void opened(long token, String shown, Rational frameRate, SourceStreams streams) {
      opened.computeIfAbsent(token, t -> new AtomicInteger()).incrementAndGet();
      assertThat(ended).doesNotContainKey(token);
      if (playsAtOnce) {
        runner.play(token);
      }
    }

    @Override
    public void ended(long token, Throwable failure) {
      assertThat(failure instanceof CancellationException).as("%s", failure).isFalse();
      assertThat(Thread.currentThread().isInterrupted()).as("interrupted").isFalse();
      ended.computeIfAbsent(token, t -> new AtomicInteger()).incrementAndGet();
      order.add(token);
    }
  }

  /** Opens what does one of all that a source can do. */
  private static OpenSource fake(SplittableRandom random, CancelToken token) {
    switch (random.nextInt(5)) {
      case 0 -> throw new MediaIoException("it does not open");
      case 1 -> {
        while (!token.isCancelled() && !Thread.currentThread().isInterrupted()) {
          LockSupport.parkNanos(100_000);
        }
        throw new CancellationException("cancelled while opening");
      }
      default -> {
        return new Fake(random.nextInt(6));
      }
    }
  }

  private static final class Fake implements OpenSource {
    private final int kind;
    private volatile boolean over;

    Fake(int kind) {
      this.kind = kind;
    }

    @Override
    public String shown() {
      return "fake " + kind;
    }

    @Override
    public Rational frameRate() {
      return Rational.UNSET;
    }

    @Override
    public SourceStreams streams() {
      return new SourceStreams(kind % 2 == 0, true);
    }

    @Override
    public void announce(Programme programme) {
      programme.sourceStreams(streams());
    }

    @Override
    public void play(Programme programme, SourceTimeline timeline, Pacing pacing) {
      switch (kind) {
        case 0 -> throw new MediaIoException("it breaks");
        case 1 -> throw new AssertionError("a drawing has a bug");
        case 2 -> {
          // It is at its end.
        }
        case 3 -> {
          // Silent, until it is to end or is broken off.
          while (!over) {
            if (Thread.currentThread().isInterrupted()) {
              throw new CancellationException("broken off");
            }
            LockSupport.parkNanos(100_000);
          }
        }
        default -> {
          // A slow one, which waits in the pacer for most of its life.
          for (long i = 0; pacing.mayGoOn(); i++) {
            pacing.await(new Timestamp(i * 5, new Rational(1, 1)));
          }
        }
      }
    }

    @Override
    public void endReading() {
      over = true;
    }

    @Override
    public void close() {}
  }

  private interface Starter {
    SourceRunner start(SourceListener listener);
  }

  private static void order(SplittableRandom random, Starter starter, List<PushSource> sources)
      throws Exception {
    Counting told = new Counting(random.nextBoolean());
    SourceRunner runner = starter.start(told);
    told.runner = runner;
    int steps = 1 + random.nextInt(8);
    long next = 0;
    for (int i = 0; i < steps; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> runner.open(next++, sources.get(random.nextInt(sources.size())));
        case 3, 4 -> runner.play(random.nextInt((int) next + 1));
        case 5 -> runner.end();
        case 6 -> runner.cancel();
        default -> Thread.onSpinWait();
      }
    }
    if (random.nextInt(4) == 0) {
      runner.end();
    }
    runner.close();
    if (random.nextBoolean()) {
      runner.close();
    }
    runner.ended().join();
    List<Long> all = new ArrayList<>();
    for (long token = 0; token < next; token++) {
      all.add(token);
      assertThat(told.ended.get(token)).as("ends of %d", token).hasValue(1);
      AtomicInteger opened = told.opened.get(token);
      assertThat(opened == null ? 0 : opened.get()).as("openings of %d", token).isBetween(0, 1);
    }
    assertThat(told.order).isEqualTo(all);
  }

  @Test
  void eachFakeSourceEndsExactlyOnce() throws Exception {
    LOG.warn("orders of fake sources: seed {}", SEED);
    TestProgramme programme = TestProgramme.copying();
    for (int i = 0; i < ORDERS; i++) {
      programme.clear();
      SplittableRandom random = new SplittableRandom(SEED + i);
      SplittableRandom fakes = random.split();
      try {
        order(
            random,
            listener -> {
              SourceRunner runner =
                  new SourceRunner(
                      "orders",
                      (source, token) -> fake(fakes, token),
                      programme,
                      listener,
                      NanoClock.system());
              runner.start();
              return runner;
            },
            List.of(Sources.frames(1)));
      } catch (Throwable e) {
        throw new AssertionError("order " + (SEED + i), e);
      }
    }
  }

  @Test
  void eachRealSourceEndsExactlyOnce() throws Exception {
    LOG.warn("orders of real sources: seed {}", SEED);
    List<PushSource> sources =
        List.of(
            Sources.frames(2),
            Sources.endless(),
            new PushSource.Drawn(
                Sources.TINY,
                (frame, index) -> {
                  throw new IllegalStateException("a drawing has a bug");
                }),
            PushSource.of(TestMedia.clip("beep_aac.m4a")),
            PushSource.of(TestMedia.clip("video_only_360p.mp4")),
            PushSource.of(TestMedia.clip("garbage.mp4")),
            PushSource.of("http://127.0.0.1:" + LoopbackPort.free() + "/dead.flv"));
    try (TestProgramme copying = TestProgramme.copying();
        TestProgramme decoding = TestProgramme.decoding()) {
      for (int i = 0; i < REAL_ORDERS; i++) {
        SplittableRandom random = new SplittableRandom(SEED - i);
        TestProgramme programme = random.nextBoolean() ? copying : decoding;
        programme.clear();
        try {
          order(random, listener -> Sources.start("real", programme, listener), sources);
        } catch (Throwable e) {
          throw new AssertionError("order " + (SEED - i), e);
        }
      }
    }
  }
}
