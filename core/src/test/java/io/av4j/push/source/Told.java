package io.av4j.push.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.time.Rational;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what a runner tells. */
final class Told implements SourceListener {
  /** One call of the listener. */
  sealed interface Event {
    /** Of the source's opening. */
    long token();
  }

  record Opened(long token, String shown, Rational frameRate, SourceStreams streams)
      implements Event {}

  record Ended(long token, @Nullable Throwable failure) implements Event {}

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<Event> all = new CopyOnWriteArrayList<>();

  @Override
  public void opened(long token, String shown, Rational frameRate, SourceStreams streams) {
    note(new Opened(token, shown, frameRate, streams));
  }

  @Override
  public void ended(long token, @Nullable Throwable failure) {
    note(new Ended(token, failure));
  }

  private void note(Event event) {
    all.add(event);
    events.add(event);
  }

  List<Event> all() {
    return all;
  }

  Opened awaitOpened(long token) {
    return (Opened) await(token, Opened.class);
  }

  Ended awaitEnded(long token) {
    return (Ended) await(token, Ended.class);
  }

  private Event await(long token, Class<? extends Event> kind) {
    try {
      Event next = events.poll(15, TimeUnit.SECONDS);
      assertThat(next).as("after %s", all).isInstanceOf(kind);
      assertThat(next.token()).as("in %s", all).isEqualTo(token);
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
