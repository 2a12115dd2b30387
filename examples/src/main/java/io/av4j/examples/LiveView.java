package io.av4j.examples;

import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import java.io.PrintWriter;

/**
 * Shows a running push: what happens to it, and how it is at a moment. Events come on a thread of
 * their own.
 */
interface LiveView extends AutoCloseable {
  /** Shows nothing. */
  LiveView NONE =
      new LiveView() {
        @Override
        public void event(PushEvent event) {}

        @Override
        public void show(PushSnapshot now) {}

        @Override
        public void end(PushSnapshot last) {}
      };

  /** A view of that style; JSON and lines go to the writer. */
  static LiveView of(Progress.Style style, PrintWriter out) {
    return switch (Progress.resolve(style)) {
      case NONE -> NONE;
      case JSON -> new JsonView(out);
      case LINE -> new TerminalView();
      default -> new LogView(out);
    };
  }

  /** Something has happened. */
  void event(PushEvent event);

  /** How it is now; called twice a second. */
  void show(PushSnapshot now);

  /** How it is at the end. */
  void end(PushSnapshot last);

  @Override
  default void close() {}
}
