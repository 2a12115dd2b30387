package io.av4j.benchmarks.recovery;

import io.av4j.push.Destination;
import io.av4j.push.DestinationState;
import io.av4j.push.LivePush;
import io.av4j.push.PushEvent;
import io.av4j.push.PushPlan;
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
    System.err.println(event);
    if (event.change().endsWith("-> " + DestinationState.RECONNECTING)) {
      LostLine.print();
    }
  }
}
