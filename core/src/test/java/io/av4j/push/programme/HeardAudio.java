package io.av4j.push.programme;

import io.av4j.UnsupportedMediaException;
import io.av4j.clock.NanoClock;
import io.av4j.flow.Inlet;
import io.av4j.frame.AudioFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.pipeline.Worker;
import io.av4j.push.rendition.EncodeThread;
import io.av4j.testing.Await;
import io.av4j.time.Rational;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers the audio at 48 kHz that it was given, in samples. */
final class HeardAudio implements EncodeThread<AudioFrame>, AutoCloseable {
  /** How many frames wait for it at most. */
  static final int ROOM = 100;

  private static final Rational SAMPLE = new Rational(1, 48_000);

  private final Semaphore gate = new Semaphore(1);
  private final Pipeline pipeline;
  private final Worker worker;
  private final Inlet<AudioFrame> inlet;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicLong leftOut = new AtomicLong();
  private volatile boolean failing;

  // Under the lock of this.
  private final List<Span> spans = new ArrayList<>();

  private record Span(boolean sound, long from, long to) {
    @Override
    public String toString() {
      return (sound ? "sound " : "silence ") + from + "-" + to;
    }
  }

  HeardAudio(NanoClock clock) {
    pipeline = Pipeline.named("heard", clock);
    worker =
        pipeline.worker("encode", new QueueLimits(ROOM, Long.MAX_VALUE, Duration.ofSeconds(9)));
    inlet = worker.audio(this::hear);
    pipeline.onEnd(how -> ended.complete(null));
    pipeline.start();
  }

  private void hear(AudioFrame frame) {
    gate.acquireUninterruptibly();
    gate.release();
    if (failing) {
      throw new UnsupportedMediaException("no such audio");
    }
    long from = Rational.rescale(frame.pts().value(), frame.pts().timeBase(), SAMPLE);
    float[] samples = new float[frame.samples()];
    frame.copyTo(samples);
    Span heard = new Span(samples[0] != 0, from, from + frame.samples());
    synchronized (this) {
      Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
      if (last != null && last.sound() == heard.sound() && last.to() == heard.from()) {
        spans.set(spans.size() - 1, new Span(last.sound(), last.from(), heard.to()));
      } else {
        spans.add(heard);
      }
    }
  }

  synchronized List<String> spans() {
    return spans.stream().map(Span::toString).toList();
  }

  /** Whether anything is missing between what it heard. */
  synchronized boolean hasGap() {
    for (int i = 1; i < spans.size(); i++) {
      if (spans.get(i).from() > spans.get(i - 1).to() + 480) {
        return true;
      }
    }
    return false;
  }

  private synchronized long heardTo() {
    return spans.isEmpty() ? 0 : spans.get(spans.size() - 1).to();
  }

  private synchronized long sounds() {
    return spans.stream().filter(Span::sound).count();
  }

  void awaitEnd(long sample) {
    Await.until(() -> heardTo() >= sample, () -> "up to " + sample + ": " + spans());
  }

  void awaitSound(int number) {
    Await.until(() -> sounds() >= number, () -> number + " sounds: " + spans());
  }

  void hang() {
    gate.acquireUninterruptibly();
  }

  void goOn() {
    gate.release();
  }

  void awaitFull() {
    Await.until(() -> worker.depth().items() == ROOM, () -> "waiting " + worker.depth());
  }

  void failAtNext() {
    failing = true;
  }

  long framesLeftOut() {
    return leftOut.get();
  }

  @Override
  public boolean offer(AudioFrame frame, Duration timeout) {
    return inlet.offer(frame, timeout);
  }

  @Override
  public void leftOut() {
    leftOut.incrementAndGet();
  }

  @Override
  public void end() {
    worker.end();
  }

  @Override
  public CompletableFuture<Void> ended() {
    return ended;
  }

  @Override
  public void close() {
    gate.release();
    pipeline.close();
  }
}
