package io.av4j.pipeline;

import io.av4j.flow.Sink;
import io.av4j.frame.Frame;
import io.av4j.time.Timestamp;
import org.jspecify.annotations.Nullable;

/** Lets through the frames of one part of the time line. Serves one thread. */
final class Window<F extends Frame> {
  private @Nullable Timestamp begin;
  private @Nullable Timestamp end;

  void move(@Nullable Timestamp newBegin, @Nullable Timestamp newEnd) {
    begin = newBegin;
    end = newEnd;
  }

  private boolean contains(@Nullable Timestamp time) {
    return time == null
        || ((begin == null || time.compareTo(begin) >= 0)
            && (end == null || time.compareTo(end) < 0));
  }

  Sink<F> before(Sink<? super F> next) {
    return new Sink<>() {
      @Override
      public void accept(F frame) {
        if (contains(frame.pts())) {
          next.accept(frame);
        }
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }
}
