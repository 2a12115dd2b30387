package io.av4j.examples;

import io.av4j.push.status.PushEvent;
import io.av4j.push.status.PushSnapshot;

/** A push on a terminal: a table that is drawn over, what happens and the log above it. */
final class TerminalView implements LiveView {
  private final StatusArea area = new StatusArea();

  @Override
  public void event(PushEvent event) {
    area.print(LiveText.event(event));
  }

  @Override
  public void show(PushSnapshot now) {
    area.show(LiveText.table(now));
  }

  @Override
  public void end(PushSnapshot last) {
    show(last);
  }

  @Override
  public void close() {
    area.close();
  }
}
