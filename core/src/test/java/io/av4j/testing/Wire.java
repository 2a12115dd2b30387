package io.av4j.testing;

import io.av4j.testing.LinkConditions.Traffic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/** One direction of a connection through a {@link FaultProxy}. */
final class Wire {
  private static final int MOST_AT_ONCE = 8 * 1024;
  private static final int MOST_HELD = 8 * 1024 * 1024;
  private static final int PACKET = 1460;
  private static final double NANOS_PER_BYTE_SECOND = 8e9;

  private final LinkConditions link;
  private final Random random;
  private final LongAdder delivered;
  private final ByteBuffer buffer = ByteBuffer.allocate(MOST_AT_ONCE);
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private int held;
  private long lastDue = Long.MIN_VALUE;
  private double credit;
  private long creditedAt;
  private boolean blocked;
  private boolean broken;
  private boolean ended;
  private boolean finished;

  Wire(LinkConditions link, long seed, LongAdder delivered, long now) {
    this.link = link;
    this.random = new Random(seed);
    this.delivered = delivered;
    this.creditedAt = now;
  }

  /** Bytes under way, with the time they are to arrive. */
  private record Piece(ByteBuffer bytes, long due) {}

  /** Whether there is something to do as soon as the source has bytes. */
  boolean wantsToRead() {
    return !ended
        && link.traffic != Traffic.STOPPED
        && !blocked
        && held < MOST_HELD
        && credit >= packet();
  }

  /** Whether there is something to do as soon as the target has room. */
  boolean wantsToWrite() {
    return blocked && link.traffic != Traffic.STOPPED;
  }

  /** Whether nothing will go through any more, because it has ended. */
  boolean isFinished() {
    return finished || (broken && ended);
  }

  /** Hands on nothing from now on. */
  void cut() {
    broken = true;
  }

  /** When there is something to do without any socket's doing. */
  long nextTurn(long now) {
    long next = Long.MAX_VALUE;
    if (link.traffic == Traffic.STOPPED || blocked) {
      return next;
    }
    if (!pieces.isEmpty()) {
      next = pieces.peek().due;
    }
    if (!ended && credit < packet()) {
      double missing = packet() - credit;
      next = Math.min(next, now + (long) (missing * NANOS_PER_BYTE_SECOND / link.bitsPerSecond));
    }
    return next;
  }

  /** What has to be granted before anything is read: small where the link is slow. */
  private double packet() {
    return link.bitsPerSecond == 0 ? 0 : Math.max(1, Math.min(PACKET, link.bitsPerSecond / 800.0));
  }

  void move(SocketChannel from, SocketChannel to, long now) throws IOException {
    earn(now);
    if (link.traffic == Traffic.VANISHING) {
      cut();
    }
    if (link.traffic == Traffic.STOPPED) {
      return;
    }
    if (broken) {
      pieces.clear();
      held = 0;
      blocked = false;
    }
    write(to, now);
    if (wantsToRead()) {
      read(from, now);
      write(to, now);
    }
  }

  private void earn(long now) {
    double rate = link.bitsPerSecond / NANOS_PER_BYTE_SECOND;
    credit = Math.min(Math.max(PACKET, rate * 20e6), credit + (now - creditedAt) * rate);
    creditedAt = now;
  }

  private void read(SocketChannel from, long now) throws IOException {
    buffer.clear();
    if (link.bitsPerSecond > 0) {
      buffer.limit((int) Math.min(MOST_AT_ONCE, credit));
    }
    int count = from.read(buffer);
    ended = count < 0;
    if (count <= 0) {
      return;
    }
    credit -= link.bitsPerSecond > 0 ? count : 0;
    // What has lost bytes is no stream any more, and loses the rest.
    if (!broken) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        enqueue(Math.min(link.pieceSize, buffer.remaining()), now);
      }
    }
  }

  private void enqueue(int size, long now) {
    byte[] bytes = new byte[size];
    buffer.get(bytes);
    long jitter = link.jitterNanos == 0 ? 0 : (long) (random.nextDouble() * link.jitterNanos);
    // Nothing overtakes in TCP.
    lastDue = Math.max(lastDue, now + link.latencyNanos + jitter);
    pieces.add(new Piece(ByteBuffer.wrap(bytes), lastDue));
    held += size;
  }

  private void write(SocketChannel to, long now) throws IOException {
    blocked = false;
    while (!pieces.isEmpty() && pieces.peek().due <= now) {
      ByteBuffer bytes = pieces.peek().bytes;
      int count = to.write(bytes);
      delivered.add(count);
      held -= count;
      if (bytes.hasRemaining()) {
        blocked = true;
        return;
      }
      pieces.remove();
    }
    if (ended && !broken && pieces.isEmpty() && !finished) {
      finished = true;
      to.shutdownOutput();
    }
  }
}
