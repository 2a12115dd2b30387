package io.av4j.pipeline;

import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps the sources of a pipeline together, as the scheduler of the ffmpeg program does. */
final class Choke {
  private final Pipeline pipeline;
  private final List<Source> sources = new ArrayList<>();

  Choke(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** What the thread of a further source does. */
  Crew.Body watched(Consumer<Source> body) {
    Source source = add();
    return () -> {
      source.runOn(Thread.currentThread());
      try {
        body.accept(source);
      } finally {
        ended(source);
      }
    };
  }

  private synchronized Source add() {
    Source source = new Source(this);
    sources.add(source);
    return source;
  }

  synchronized boolean mayGoOn(Source source, @Nullable Timestamp time) {
    pipeline.requireGoingOn();
    // A source on its own has nobody to wait for.
    if (sources.size() > 1 && time != null) {
      source.reach(Rational.rescale(time.value(), time.timeBase(), Rational.NANOSECOND));
      notifyAll();
      while (isAhead(source) && !pipeline.isStopping()) {
        try {
          wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CancellationException("interrupted while other sources catch up");
        }
        pipeline.requireGoingOn();
      }
    }
    return !pipeline.isStopping();
  }

  private boolean isAhead(Source source) {
    for (Source other : sources) {
      if (other != source
          && other.holdsOthers()
          && source.reached() > other.reached() + Pipeline.TOLERANCE.toNanos()) {
        return true;
      }
    }
    return false;
  }

  /** Notes whether the source that runs on this thread, if any does, waits for room in a queue. */
  void setWaiting(boolean waits) {
    if (sources.size() > 1) {
      synchronized (this) {
        for (Source source : sources) {
          if (source.runsOn(Thread.currentThread())) {
            source.setWaiting(waits);
            notifyAll();
          }
        }
      }
    }
  }

  private synchronized void ended(Source source) {
    source.end();
    notifyAll();
  }

  /** Lets those that wait see that the pipeline is to stop. */
  synchronized void wake() {
    notifyAll();
  }
}
