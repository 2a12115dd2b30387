package io.av4j.push.source;

import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.push.destination.StreamSet;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A programme that keeps the times of what it is given. */
final class TestProgramme implements Programme, AutoCloseable {
  final List<Long> videoMicros = new CopyOnWriteArrayList<>();
  final List<Long> audioMicros = new CopyOnWriteArrayList<>();
  final List<SourceStreams> streams = new CopyOnWriteArrayList<>();
  final Semaphore items = new Semaphore(0);
  final AtomicInteger sets = new AtomicInteger();
  volatile Sink<VideoFrame> video = frame -> note(videoMicros, frame.pts());
  volatile Sink<AudioFrame> audio = frame -> note(audioMicros, frame.pts());
  volatile @Nullable Timestamp next;
  volatile long bits;
  private final boolean decodes;
  private @Nullable StreamSet present;

  private TestProgramme(boolean decodes) {
    this.decodes = decodes;
  }

  static TestProgramme copying() {
    return new TestProgramme(false);
  }

  static TestProgramme decoding() {
    return new TestProgramme(true);
  }

  private void note(List<Long> micros, @Nullable Timestamp time) {
    micros.add(time == null ? Long.MIN_VALUE : time.in(Rational.MICROSECOND).value());
    items.release();
  }

  /** Forgets what was told. */
  void clear() {
    streams.clear();
    videoMicros.clear();
    audioMicros.clear();
  }

  /** Waits until so many further items have come. */
  void awaitItems(int number) throws InterruptedException {
    if (!items.tryAcquire(number, 15, TimeUnit.SECONDS)) {
      throw new AssertionError("only " + items.availablePermits() + " of " + number + " items");
    }
  }

  @Override
  public boolean decodes() {
    return decodes;
  }

  @Override
  public Timestamp nextStart(Timestamp behind) {
    Timestamp wanted = next;
    return wanted == null ? behind : wanted;
  }

  @Override
  public void sourceStreams(SourceStreams now) {
    streams.add(now);
  }

  @Override
  public Sink<VideoFrame> video() {
    return video;
  }

  @Override
  public Sink<AudioFrame> audio() {
    return audio;
  }

  @Override
  public synchronized void copyStreams(StreamSet now, long bitsPerSecond) {
    close();
    present = now;
    bits = bitsPerSecond;
    sets.incrementAndGet();
  }

  @Override
  public void copy(Packet packet, boolean isVideo) {
    if (!decodes) {
      Timestamp dts = packet.dts();
      note(isVideo ? videoMicros : audioMicros, dts == null ? packet.pts() : dts);
    }
  }

  @Override
  public synchronized void close() {
    StreamSet old = present;
    present = null;
    if (old != null) {
      old.release();
    }
  }

  @Override
  public void flush() {}
}
