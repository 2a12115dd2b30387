package io.av4j.push.destination;

import io.av4j.CancelToken;
import io.av4j.MediaIoException;
import io.av4j.NativeFailure;
import io.av4j.testing.Await;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Connections that are made, refused, and held up as a test wants it. Any thread. */
final class FakeConnector implements Connector {
  /** What an attempt comes to, or a write. */
  enum Conduct {
    SUCCEED,
    FAIL,
    /** Until it is told otherwise, or cancelled. */
    BLOCK
  }

  private final List<FakeConnection> connections = new ArrayList<>();
  private final List<String> urls = new ArrayList<>();
  private volatile Conduct connecting = Conduct.SUCCEED;
  private volatile Conduct writing = Conduct.SUCCEED;
  private volatile boolean blocked;
  private volatile RuntimeException failure = refused();

  static MediaIoException refused() {
    return new MediaIoException(
        new NativeFailure("avio_open2", -111, "ECONNREFUSED", "refused", "there", List.of()), null);
  }

  /** From the next attempt on; an attempt that is blocked goes on like that. */
  void connect(Conduct conduct) {
    connecting = conduct;
  }

  /** From the next write on; a write that is blocked goes on like that. */
  void write(Conduct conduct) {
    writing = conduct;
  }

  void failBy(RuntimeException e) {
    failure = e;
  }

  @Override
  public Connection connect(Request request) {
    synchronized (this) {
      urls.add(request.url());
    }
    settle(() -> connecting, request.token());
    FakeConnection made = new FakeConnection(request.token());
    synchronized (this) {
      connections.add(made);
    }
    return made;
  }

  private interface Asked {
    Conduct conduct();
  }

  private void settle(Asked asked, CancelToken token) {
    while (true) {
      if (token.isCancelled() || Thread.currentThread().isInterrupted()) {
        throw new CancellationException("cancelled");
      }
      switch (asked.conduct()) {
        case SUCCEED -> {
          blocked = false;
          return;
        }
        case FAIL -> {
          blocked = false;
          throw failure;
        }
        case BLOCK -> {
          blocked = true;
          LockSupport.parkNanos(100_000);
        }
      }
    }
  }

  synchronized List<String> urls() {
    return List.copyOf(urls);
  }

  synchronized List<FakeConnection> connections() {
    return List.copyOf(connections);
  }

  FakeConnection awaitConnection(int index) {
    Await.until(() -> connections().size() > index, () -> "no connection " + index);
    return connections().get(index);
  }

  void awaitAttempts(int count) {
    Await.until(() -> urls().size() >= count, () -> "attempts: " + urls());
  }

  void awaitBlocked() {
    Await.until(() -> blocked, () -> "nothing is blocked");
  }

  /** What one connection was given. */
  final class FakeConnection implements Connection {
    private final CancelToken token;
    private final List<Long> times = new ArrayList<>();
    private @Nullable Timestamp offset;
    private boolean finished;
    private boolean closed;

    private FakeConnection(CancelToken token) {
      this.token = token;
    }

    @Override
    public void write(EncodedPacket packet, Timestamp added) {
      settle(() -> writing, token);
      // Of a packet that was let go this would fail.
      int unused = packet.packet().size();
      synchronized (this) {
        if (finished || closed) {
          throw new AssertionError("written behind the end");
        }
        offset = added;
        times.add((packet.video() ? 1 : -1) * packet.dtsNanos() / TestPackets.MS);
      }
    }

    @Override
    public synchronized void finish() {
      finished = true;
    }

    @Override
    public synchronized long bytesWritten() {
      return 1000L * times.size();
    }

    @Override
    public synchronized void close() {
      closed = true;
    }

    /** What was written: video as its time in milliseconds, audio as its time negated. */
    synchronized List<Long> times() {
      return List.copyOf(times);
    }

    synchronized boolean isFinished() {
      return finished;
    }

    synchronized boolean isClosed() {
      return closed;
    }

    boolean isCancelled() {
      return token.isCancelled();
    }

    /** In milliseconds. */
    synchronized long offset() {
      return offset == null
          ? 0
          : Rational.rescale(offset.value(), offset.timeBase(), new Rational(1, 1000));
    }

    FakeConnection awaitTimes(int count) {
      Await.until(() -> times().size() >= count, () -> "written: " + times());
      return this;
    }

    FakeConnection awaitClosed() {
      Await.until(this::isClosed, () -> "not closed");
      return this;
    }
  }
}
