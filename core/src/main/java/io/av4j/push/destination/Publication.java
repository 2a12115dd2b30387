package io.av4j.push.destination;

import io.av4j.CancelToken;
import io.av4j.MediaIoException;
import io.av4j.push.destination.ReconnectPolicy.Outcome;
import io.av4j.push.status.DestinationState;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a publisher, from the attempt to its end: connects, and writes until the
 * connection is lost or not wanted any more, or other streams are to be sent. It serves the
 * publisher's thread and is used once.
 */
final class Publication {
  private static final long CONGESTED = TimeUnit.MILLISECONDS.toNanos(700);
  private static final long RELAXED = TimeUnit.MILLISECONDS.toNanos(200);
  // At once, what a connection begins with would make a Linux server's receive buffer grow, which
  // then hides for seconds more that the server has stopped reading.
  private static final int CATCH_UP_SPEED = 8;

  private final PublicationContext context;
  private final long start;
  // A reference of its own, from the attempt on.
  private StreamSet streams;
  private Timestamp offset = Timestamp.ofMicros(0);
  private boolean begun;
  private boolean caughtUp;
  private boolean live;
  private long sendingSince;
  private long firstDts;
  private long lastDts;

  private Publication(PublicationContext context, StreamSet retained) {
    this.context = context;
    this.start = context.clock().nanoTime();
    this.streams = retained;
  }

  /** How a publication ended. */
  sealed interface Ending {}

  /** In the protocol's own way: nothing more waits, or other streams or times are due. */
  record Finished() implements Ending {}

  /** Because somebody wanted it; what is wanted now says what follows. */
  record GivenUp() implements Ending {}

  /** By a failure. */
  record Lost(Outcome outcome) implements Ending {}

  /** Connects and writes. */
  static Ending run(PublicationContext context) throws InterruptedException {
    StreamSet retained = context.gop().retained();
    if (retained == null) {
      // The rendition is closed.
      context.orders().want(PublisherOrders.Wish.END);
      return new GivenUp();
    }
    Publication publication = new Publication(context, retained);
    try {
      return publication.run();
    } finally {
      publication.streams.release();
    }
  }

  private Ending run() throws InterruptedException {
    PublisherOrders orders = context.orders();
    CancelToken token = new CancelToken();
    if (!orders.connecting(token)) {
      return new GivenUp();
    }
    context.status().connecting();
    try (Connection connection = connect(token)) {
      send(connection);
      if (token.isCancelled()) {
        return new GivenUp();
      }
      connection.finish();
      // A file's last part is in its buffer until then.
      context.status().reached(connection.bytesWritten());
      return new Finished();
    } catch (RuntimeException e) {
      if (token.isCancelled()) {
        return new GivenUp();
      }
      if (e instanceof CancellationException && Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      return new Lost(outcome(e));
    } finally {
      context.queue().shut();
      orders.disconnected();
    }
  }

  private Outcome outcome(RuntimeException failure) {
    long published = begun ? Math.min(context.status().liveNanos(), lastDts - firstDts) : 0;
    return new Outcome(
        FaultClassifier.of(failure),
        Duration.ofNanos(context.clock().nanoTime() - start),
        Duration.ofNanos(Math.max(0, published)));
  }

  private Connection connect(CancelToken token) {
    return context
        .connector()
        .connect(
            new Connector.Request(
                url(), context.destination().options(), context.timing(), streams, token));
  }

  private String url() {
    try {
      String url = context.destination().url().url();
      if (!url.isBlank()) {
        return url;
      }
    } catch (Throwable e) {
      // Whatever a program throws here may be over the next time it is asked.
      MediaIoException failure = new MediaIoException("there is no URL: " + e);
      failure.initCause(e);
      throw failure;
    }
    throw new MediaIoException("there is no URL: what was given is blank");
  }

  private void send(Connection connection) throws InterruptedException {
    StreamSet now =
        context.gop().open(context.queue(), context.origin().restarts(), connection.extraBacklog());
    context.announcer().tried();
    if (now == null || !adopt(now) || !context.orders().connected()) {
      return;
    }
    Deque<EncodedPacket> batch = new ArrayDeque<>();
    try {
      while (context.queue().take(batch)) {
        EncodedPacket packet;
        while ((packet = batch.peek()) != null) {
          if (!context.orders().wantMedia() || !belongs(packet)) {
            return;
          }
          write(packet, connection, batch.size() == 1);
          batch.remove().release();
          if (context.origin().isExhausted(packet)) {
            return;
          }
        }
      }
    } finally {
      context.queue().giveBack(batch);
    }
  }

  /** Whether the connection can take the packet: of its streams, or of such as continue them. */
  private boolean belongs(EncodedPacket packet) {
    if (packet.streams() == streams) {
      return true;
    }
    StreamSet now = context.gop().retained();
    return now != null && adopt(now) && packet.streams() == streams;
  }

  /** Whether the connection can go on with the present streams; takes the reference over. */
  private boolean adopt(StreamSet now) {
    boolean goesOn = now == streams || now.continues(streams);
    StreamSet other = goesOn ? streams : now;
    streams = goesOn ? now : streams;
    other.release();
    return goesOn;
  }

  private void write(EncodedPacket packet, Connection connection, boolean last)
      throws InterruptedException {
    if (!begun) {
      begun = true;
      offset = context.origin().offset(packet);
      firstDts = packet.dtsNanos();
      sendingSince = context.clock().nanoTime();
    }
    holdBack(packet);
    long begin = context.clock().nanoTime();
    connection.write(packet, offset);
    if (last || !caughtUp) {
      connection.flush();
    }
    long end = context.clock().nanoTime();
    context.status().written(packet, begin, end, connection.bytesWritten());
    lastDts = packet.dtsNanos();
    watch(packet);
  }

  private void holdBack(EncodedPacket packet) throws InterruptedException {
    if (caughtUp) {
      return;
    }
    long behind = Math.min(KeptGop.LONGEST, packet.dtsNanos() - firstDts);
    context.orders().holdBackUntil(sendingSince + behind / CATCH_UP_SPEED);
    caughtUp = context.clock().isPast(sendingSince + KeptGop.LONGEST / CATCH_UP_SPEED);
  }

  private void watch(EncodedPacket packet) {
    boolean begins = packet.video() ? packet.key() : !streams.hasVideo();
    if (!live && begins) {
      live = true;
      context.announcer().become(DestinationState.LIVE);
    }
    if (!live) {
      return;
    }
    long waiting = context.queue().waitingNanos();
    if (waiting > CONGESTED) {
      context.announcer().become(DestinationState.CONGESTED);
    } else if (waiting < RELAXED) {
      context.announcer().become(DestinationState.LIVE);
    }
  }
}
