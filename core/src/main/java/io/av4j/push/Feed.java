package io.av4j.push;

import io.av4j.CancelToken;
import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.clock.Pacer;
import io.av4j.clock.SkewStatistics;
import io.av4j.clock.Timeline;
import io.av4j.clock.TimelineOptions;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Plays the sources one after the other into the programme, in real time, and opens again what
 * breaks. Runs on the push's own thread; the other methods are for any.
 */
final class Feed {
  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Duration LATECOMERS = Duration.ofSeconds(1);

  private final PushPlan plan;
  private final Playout playout;
  private final List<RenditionOutput> outputs;
  private final EventLog events;
  private final Timeline timeline = Timeline.of(TimelineOptions.LIVE);
  private final SourceTracks tracks = new SourceTracks(timeline);
  private final Pacer pacer = Pacer.realtime();
  private final Backoff backoff;
  private final Object lock = new Object();
  private List<PushSource> playlist;
  private int rounds;
  private boolean replaced;
  private boolean begun;
  private @Nullable SourceSession session;
  private @Nullable CancelToken opening;
  private volatile boolean stopping;
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();

  Feed(PushPlan plan, Playout playout, List<RenditionOutput> outputs, EventLog events) {
    this.plan = plan;
    this.playout = playout;
    this.outputs = outputs;
    this.events = events;
    this.playlist = plan.sources();
    this.rounds = plan.rounds();
    this.backoff = new Backoff(plan.timing(), ThreadLocalRandom.current());
  }

  Pacer pacer() {
    return pacer;
  }

  SkewStatistics skew() {
    return tracks.skew();
  }

  int opened() {
    return opened.get();
  }

  int faults() {
    return faults.get();
  }

  /**
   * Plays until the playlist is through, or stopped.
   *
   * @throws MediaException if no source of a whole round could be played
   */
  void run() {
    boolean more = true;
    while (more && !stopping) {
      List<PushSource> list;
      int times;
      synchronized (lock) {
        list = playlist;
        times = rounds;
        replaced = false;
      }
      more = play(list, times);
    }
  }

  /** Whether another playlist has taken this one's place. */
  private boolean play(List<PushSource> list, int times) {
    for (int round = 0; times == 0 || round < times; round++) {
      MediaException failure = null;
      boolean any = false;
      for (PushSource source : list) {
        if (mayNotGoOn()) {
          return isReplaced();
        }
        MediaException e = play(source);
        any |= e == null;
        failure = e != null ? e : failure;
      }
      if (mayNotGoOn()) {
        return isReplaced();
      }
      if (!any && failure != null) {
        throw failure;
      }
    }
    return false;
  }

  private boolean isReplaced() {
    synchronized (lock) {
      return replaced && !stopping;
    }
  }

  private boolean mayNotGoOn() {
    synchronized (lock) {
      return stopping || replaced;
    }
  }

  /** Plays one source, opening it again while it breaks; what made it unusable, or null. */
  private @Nullable MediaException play(PushSource source) {
    while (true) {
      long start = System.nanoTime();
      try {
        playOnce(source);
        return null;
      } catch (CancellationException e) {
        return null;
      } catch (MediaException e) {
        faults.incrementAndGet();
        events.publish("source", "failed", 0, Fault.of(e));
        boolean live = source instanceof PushSource.Media media && media.url().contains("://");
        if (!(e instanceof MediaIoException) || !live) {
          return e;
        }
        if (System.nanoTime() - start > HELD_NANOS) {
          backoff.reset();
        }
        if (!pause(backoff.next(FaultClass.NETWORK, System.nanoTime()))) {
          return null;
        }
      }
    }
  }

  private boolean pause(Duration pause) {
    long deadline = System.nanoTime() + pause.toNanos();
    try {
      while (!mayNotGoOn() && System.nanoTime() < deadline) {
        TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !mayNotGoOn();
  }

  private void playOnce(PushSource source) {
    if (source instanceof PushSource.Drawn drawn) {
      draw(drawn);
      return;
    }
    PushSource.Media media = (PushSource.Media) source;
    CancelToken token = new CancelToken();
    synchronized (lock) {
      opening = token;
    }
    if (mayNotGoOn()) {
      return;
    }
    InputOptions options =
        InputOptions.DEFAULT.withReadTimeout(plan.timing().read()).withCancelToken(token);
    for (var option : media.options().entrySet()) {
      options = options.withOption(option.getKey(), option.getValue());
    }
    try (MediaInput input = MediaInput.open(media.url(), options);
        SourceSession playing = new SourceSession(plan, input, playout, outputs, tracks, pacer)) {
      playing.open();
      awaitFirstAttempts();
      begin(input.startTime());
      synchronized (lock) {
        session = playing;
      }
      opened.incrementAndGet();
      events.publish("source", "opened " + input.location(), 0, null);
      if (!mayNotGoOn()) {
        playing.run();
      }
    } finally {
      synchronized (lock) {
        session = null;
        opening = null;
      }
    }
  }

  /**
   * Waits, once, until it is clear who is connected, so that they get the very first picture. Who
   * is late does not keep the others waiting for long.
   */
  private void awaitFirstAttempts() {
    if (begun) {
      return;
    }
    begun = true;
    long now = System.nanoTime();
    long deadline = now + plan.timing().connect().toNanos();
    List<Sender> senders = outputs.stream().flatMap(o -> o.senders().stream()).toList();
    try {
      while (!mayNotGoOn() && System.nanoTime() < deadline) {
        long missing = senders.stream().filter(sender -> !sender.hasTried()).count();
        if (missing == 0) {
          break;
        }
        if (missing < senders.size()) {
          deadline = Math.min(deadline, now + LATECOMERS.toNanos());
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while connecting");
    }
    playout.begin();
  }

  /** Where the next source goes: at once behind what was, or now if that is long over. */
  private void begin(@Nullable Timestamp sourceStart) {
    Timestamp behind = timeline.position();
    Timestamp next = playout.nextStart(behind);
    if (next.compareTo(behind) > 0) {
      tracks.filledTo(next);
    }
    if (sourceStart == null) {
      timeline.switchSource();
    } else {
      timeline.switchSource(sourceStart);
    }
  }

  private void draw(PushSource.Drawn drawn) {
    Rational duration = drawn.format().frameRate().invert();
    playout.open(drawn.format().frameRate());
    playout.setSoundless(true);
    awaitFirstAttempts();
    begin(Timestamp.ofMicros(0));
    opened.incrementAndGet();
    events.publish("source", "drawn", 0, null);
    try (VideoFrame frame = VideoFrame.allocate(drawn.format())) {
      for (long i = 0; !mayNotGoOn() && drawn.drawing().draw(frame, i); i++) {
        Timestamp pts = new Timestamp(i, duration);
        Timestamp at = tracks.video().mapFrame(pts, new Timestamp(1, duration)).pts();
        frame.setPts(at);
        frame.setDuration(new Timestamp(1, duration));
        pacer.await(at);
        try (VideoFrame shown = frame.newRef()) {
          playout.video(shown);
        }
        // Encoders may still read what was drawn: the next drawing gets other memory.
        frame.makeWritable();
      }
    }
  }

  /** Plays these next, once or for ever; what plays now ends at once. */
  void switchTo(List<PushSource> sources, int times) {
    synchronized (lock) {
      playlist = List.copyOf(sources);
      rounds = times;
      replaced = true;
      endCurrent();
    }
  }

  /** Ends the reading; what was read runs through. */
  void stop() {
    synchronized (lock) {
      stopping = true;
      endCurrent();
    }
  }

  private void endCurrent() {
    SourceSession playing = session;
    CancelToken token = opening;
    if (playing != null) {
      playing.stop();
    } else if (token != null) {
      token.cancel();
    }
  }

  /** Ends everything at once. */
  void abort() {
    stop();
    pacer.cancel();
    synchronized (lock) {
      if (opening != null) {
        opening.cancel();
      }
      if (session != null) {
        session.cancel();
      }
    }
  }
}
