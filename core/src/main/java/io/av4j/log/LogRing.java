package io.av4j.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The last few hundred log lines, so that an exception can quote those of its own call. Lock-free.
 */
final class LogRing {
  private static final int SIZE = 512;
  private static final int MOST_QUOTED = 8;

  private record Line(long sequence, Thread thread, LogLevel level, String text) {}

  private final AtomicReferenceArray<Line> lines = new AtomicReferenceArray<>(SIZE);
  private final AtomicLong next = new AtomicLong();

  void add(LogLevel level, String text) {
    long sequence = next.getAndIncrement();
    lines.set((int) (sequence % SIZE), new Line(sequence, Thread.currentThread(), level, text));
  }

  long mark() {
    return next.get();
  }

  /**
   * The lines since the mark that the current thread caused: written on it, or on one of FFmpeg's
   * codec threads about the context at the given address.
   */
  List<String> since(long mark, long contextAddress) {
    String context = "@ 0x" + Long.toHexString(contextAddress) + "]";
    List<String> found = new ArrayList<>();
    long end = next.get();
    for (long i = Math.max(0, Math.max(mark, end - SIZE)); i < end; i++) {
      Line line = lines.get((int) (i % SIZE));
      if (line == null || line.sequence != i || line.level.compareTo(LogLevel.WARNING) > 0) {
        continue;
      }
      boolean own = line.thread == Thread.currentThread();
      if (own || (contextAddress != 0 && line.text.contains(context))) {
        found.add(Redactor.redact(line.text));
      }
    }
    return found.size() <= MOST_QUOTED
        ? found
        : found.subList(found.size() - MOST_QUOTED, found.size());
  }
}
