package io.av4j.benchmarks.recovery;

import io.av4j.push.LivePush;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.PushEvent;
import java.nio.file.Path;

/** A file over and over to a URL by av4j's live push, with its default timing. */
public final class Av4jPush {
  private Av4jPush() {}

  /** IN URL. */
  public static void main(String[] arguments) {
    PushPlan plan =
        PushPlan.of(Path.of(arguments[0]))
            .rounds(0)
            .copy(Destination.of("there", arguments[1]))
            .build();
    try (LivePush push = LivePush.start(plan, Av4jPush::tell)) {
      push.awaitEnd();
    }
  }

  private static void tell(PushEvent event) {
    System.err.println(event.stamp().at() + " " + event.text());
    if (event instanceof PushEvent.DestinationChanged changed
        && changed.to() == DestinationState.RECONNECTING) {
      LostLine.print();
    }
  }
}
