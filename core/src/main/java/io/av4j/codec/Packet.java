package io.av4j.codec;

import io.av4j.internal.Lender;
import io.av4j.internal.NativePacket;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of coded media of one stream ({@code AVPacket}): usually one coded picture or a few dozen
 * milliseconds of sound.
 *
 * <p>Lent packets are valid until the sink returns; one from {@link #newRef()} is its taker's to
 * close. Used after its turn or after close, or by two threads at once, a packet throws {@link
 * IllegalStateException}.
 */
public final class Packet implements AutoCloseable {
  static {
    Lender.publish(Packet.class, Packet::new, Packet::handle, packet -> packet.handle = null);
  }

  private volatile @Nullable NativePacket handle;

  private Packet(NativePacket handle) {
    this.handle = handle;
  }

  private NativePacket handle() {
    NativePacket h = handle;
    if (h == null) {
      throw new IllegalStateException(
          "this packet is closed, or was lent and its turn is over; newRef() keeps a packet longer");
    }
    return h;
  }

  private NativePacket enter() {
    NativePacket h = handle();
    h.enter();
    if (handle != h) {
      // The turn ended, and the struct's next one may have begun, between the two lines above.
      h.exit();
      handle();
    }
    return h;
  }

  /** Asks the handle with nobody else inside. */
  private <R extends @Nullable Object> R ask(Function<NativePacket, R> question) {
    NativePacket h = enter();
    try {
      return question.apply(h);
    } finally {
      h.exit();
    }
  }

  /** Asks the handle for a number with nobody else inside. */
  private int askInt(ToIntFunction<NativePacket> question) {
    NativePacket h = enter();
    try {
      return question.applyAsInt(h);
    } finally {
      h.exit();
    }
  }

  /** A packet that shares this one's data and that the caller closes ({@code av_packet_ref}). */
  public Packet newRef() {
    return ask(h -> new Packet(h.newRef()));
  }

  /** The index of the stream in its container. */
  public int streamIndex() {
    return askInt(NativePacket::streamIndex);
  }

  /** When to show what is inside, or null where unknown. */
  public @Nullable Timestamp pts() {
    return ask(h -> h.time(h.pts()));
  }

  /** When to decode what is inside, or null where unknown; within a stream it never falls. */
  public @Nullable Timestamp dts() {
    return ask(h -> h.time(h.dts()));
  }

  /** How long what is inside lasts, or null where unknown. */
  public @Nullable Timestamp duration() {
    return ask(h -> h.length());
  }

  /** The unit of the timestamps, in seconds. */
  public Rational timeBase() {
    return ask(h -> h.timeBase());
  }

  /** Bytes of coded data. */
  public int size() {
    return askInt(NativePacket::size);
  }

  /** Whether decoding can start here ({@code AV_PKT_FLAG_KEY}). */
  public boolean keyFrame() {
    return hasFlag(avcodec.AV_PKT_FLAG_KEY);
  }

  /** Whether the demuxer knows the data to be damaged ({@code AV_PKT_FLAG_CORRUPT}). */
  public boolean corrupt() {
    return hasFlag(avcodec.AV_PKT_FLAG_CORRUPT);
  }

  /**
   * Whether whoever made the packet says that no other refers to it ({@code
   * AV_PKT_FLAG_DISPOSABLE}); most do not say. {@link DisposablePackets} looks into the data too.
   */
  public boolean disposable() {
    return hasFlag(avcodec.AV_PKT_FLAG_DISPOSABLE);
  }

  private boolean hasFlag(int flag) {
    return (askInt(NativePacket::flags) & flag) != 0;
  }

  /** Looks at the coded data where it lies; the buffer is not to be kept. */
  <R extends @Nullable Object> R read(Function<ByteBuffer, R> reader) {
    return ask(
        h -> {
          AVPacket p = h.struct();
          BytePointer data = p.data();
          return reader.apply(
              data == null || p.size() <= 0
                  ? ByteBuffer.allocate(0)
                  : data.capacity(p.size()).asByteBuffer());
        });
  }

  /** A copy of the coded data. */
  public byte[] bytes() {
    NativePacket h = enter();
    try {
      AVPacket p = h.struct();
      byte[] copy = new byte[p.size()];
      BytePointer data = p.data();
      if (data != null) {
        data.get(copy, 0, copy.length);
      }
      return copy;
    } finally {
      h.exit();
    }
  }

  /**
   * The struct itself, for what this class does not cover. Valid as long as the packet is; what is
   * done with it is unchecked.
   */
  public AVPacket pointer() {
    return ask(h -> h.struct());
  }

  /** Whether the packet can still be used. */
  public boolean isOpen() {
    NativePacket h = handle;
    return h != null && !h.isClosed();
  }

  /**
   * Gives an owned packet's memory back, or ends the turn of a lent one. Idempotent, never throws.
   */
  @Override
  public void close() {
    NativePacket h = handle;
    handle = null;
    if (h != null && !h.isLending()) {
      h.close();
    }
  }

  /** Stream, time and size, for logs. */
  @Override
  public String toString() {
    return isOpen()
        ? "Packet[stream " + streamIndex() + ", dts " + dts() + ", " + size() + " bytes]"
        : "Packet[over]";
  }
}
