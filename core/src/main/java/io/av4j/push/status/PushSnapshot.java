package io.av4j.push.status;

import io.av4j.clock.PacerStatistics;
import io.av4j.clock.SkewStatistics;
import java.time.Duration;
import java.util.List;

/**
 * A push at one moment: plain numbers that a registry of metrics can poll. Immutable.
 *
 * @param name of the push
 * @param state what it is doing
 * @param uptime since its start
 * @param mediaTime how far the programme is
 * @param sourcesOpened how often a source was opened, further rounds and reopening included
 * @param sourceFaults how often one failed
 * @param fillers video frames that took the place of a silent source
 * @param pacing how well real time was held
 * @param skew how far video and audio were moved against each other
 * @param droppedEvents events that no listener took in time
 * @param renditions in the plan's order
 * @param destinations in the plan's order
 */
public record PushSnapshot(
    String name,
    PushState state,
    Duration uptime,
    Duration mediaTime,
    int sourcesOpened,
    int sourceFaults,
    long fillers,
    PacerStatistics pacing,
    SkewStatistics skew,
    long droppedEvents,
    List<RenditionSnapshot> renditions,
    List<DestinationSnapshot> destinations) {
  /** Copies. */
  public PushSnapshot {
    renditions = List.copyOf(renditions);
    destinations = List.copyOf(destinations);
  }

  /** The destination of that name. */
  public DestinationSnapshot destination(String wanted) {
    return destinations.stream()
        .filter(d -> d.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no destination " + wanted));
  }
}
