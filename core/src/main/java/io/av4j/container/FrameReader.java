package io.av4j.container;

import io.av4j.codec.Decoder;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.Frame;
import io.av4j.time.Timestamp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one stream, one after the other, in display order.
 *
 * <p>A frame is lent until the next one is asked for; {@code newRef()} keeps it longer. Other
 * streams of the input are passed over. Serves one thread. The opener closes it; the input stays
 * its opener's.
 *
 * @param <F> the kind of frame
 */
public final class FrameReader<F extends Frame> implements Iterable<F>, AutoCloseable {
  private final MediaInput input;
  private final MediaStream stream;
  private final Decoder<F> decoder;
  private final Deque<F> ready = new ArrayDeque<>();
  private final Sink<F> queue;
  private @Nullable F current;
  private boolean ended;

  FrameReader(MediaInput input, MediaStream stream, Decoder<F> decoder) {
    this.input = input;
    this.stream = stream;
    this.decoder = decoder;
    @SuppressWarnings("unchecked") // newRef() of a frame is of its own kind
    Sink<F> keep = frame -> ready.add((F) frame.newRef());
    this.queue = keep;
  }

  /** The frames that are not read yet; all iterators share the one stream. */
  @Override
  public Iterator<F> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return decodeNext();
      }

      @Override
      public F next() {
        F frame = FrameReader.this.next();
        if (frame == null) {
          throw new NoSuchElementException("no further frame of " + stream);
        }
        return frame;
      }
    };
  }

  /** The next frame, lent until the one thereafter is asked for, or null at the end. */
  public @Nullable F next() {
    current = decodeNext() ? ready.remove() : null;
    return current;
  }

  /** Reads until a frame is ready; false at the end. */
  private boolean decodeNext() {
    releaseCurrent();
    Sink<Packet> decode = decoder.into(queue);
    int index = stream.index();
    while (ready.isEmpty() && !ended) {
      boolean more =
          input.read(
              packet -> {
                if (packet.streamIndex() == index) {
                  decode.accept(packet);
                }
              });
      if (!more) {
        ended = true;
        decode.end();
      }
    }
    return !ready.isEmpty();
  }

  /**
   * Goes to a time, exact to the frame: the next frame is the one shown then, the last whose pts is
   * not later. Before the first frame it is the first, beyond the end the last.
   *
   * @throws io.av4j.MediaException if the input cannot seek
   */
  public void seek(Timestamp time) {
    Timestamp from = time;
    while (true) {
      restartAt(from);
      if (!decodeNext()) {
        if (from.toMicros() <= earliest()) {
          return;
        }
        // Some containers seek beyond the last keyframe at the very end.
        from = back(from);
        continue;
      }
      Timestamp first = ready.element().pts();
      if (first == null || first.compareTo(time) <= 0 || from.toMicros() <= earliest()) {
        break;
      }
      // The seek landed behind the time: without an index it is a guess.
      from = back(from);
    }
    advanceTo(time);
  }

  private void restartAt(Timestamp from) {
    releaseAll();
    ended = false;
    input.seek(from);
    decoder.discard();
  }

  private long earliest() {
    Timestamp start = input.startTime();
    return start == null ? 0 : Math.min(0, start.toMicros());
  }

  private static Timestamp back(Timestamp from) {
    return Timestamp.ofMicros(Math.max(Long.MIN_VALUE / 4, from.toMicros() - 5_000_000));
  }

  private void advanceTo(Timestamp time) {
    F shown = null;
    while (true) {
      if (!decodeNext()) {
        break;
      }
      Timestamp pts = ready.element().pts();
      if (shown != null && pts != null && pts.compareTo(time) > 0) {
        break;
      }
      if (shown != null) {
        shown.close();
      }
      shown = ready.remove();
    }
    if (shown != null) {
      ready.addFirst(shown);
    }
  }

  private void releaseCurrent() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  private void releaseAll() {
    releaseCurrent();
    ready.forEach(Frame::close);
    ready.clear();
  }

  /** Frees the decoder and what is still queued; the input stays open. Idempotent, never throws. */
  @Override
  public void close() {
    releaseAll();
    decoder.close();
  }
}
