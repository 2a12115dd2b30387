package io.av4j.examples;

import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;
import java.io.PrintWriter;
import java.time.Duration;

/** A push as lines for a file: one for all that happens, and one every ten seconds. */
final class LogView implements LiveView {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final PrintWriter out;
  private Duration next = EVERY;

  LogView(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void event(PushEvent event) {
    print(LiveText.event(event));
  }

  @Override
  public void show(PushSnapshot now) {
    if (now.uptime().compareTo(next) >= 0) {
      next = now.uptime().plus(EVERY);
      print(LiveText.line(now));
    }
  }

  @Override
  public void end(PushSnapshot last) {
    print(LiveText.line(last));
  }

  private void print(String line) {
    // A writer's println may be two writes.
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
