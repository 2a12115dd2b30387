package io.av4j.examples;

import io.av4j.push.status.Fault;
import io.av4j.push.status.PushEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells attempts that fail as the one before from news. An outage of an hour is thousands of
 * attempts. For one thread.
 */
final class Repeats {
  private final Map<String, String> faults = new HashMap<>();

  /** Whether the event says nothing that was not said before. */
  boolean has(PushEvent event) {
    if (event instanceof PushEvent.AttemptFailed failed) {
      return isAsBefore("to " + failed.destination(), failed.fault());
    }
    if (event instanceof PushEvent.SourceFailed failed) {
      return isAsBefore("from " + failed.source(), failed.fault());
    }
    if (event instanceof PushEvent.SourceOpened opened) {
      faults.remove("from " + opened.source());
    } else if (event instanceof PushEvent.DestinationChanged changed) {
      Fault fault = changed.fault();
      if (fault == null) {
        faults.remove("to " + changed.destination());
      } else {
        faults.put("to " + changed.destination(), kind(fault));
      }
    }
    return false;
  }

  private boolean isAsBefore(String subject, Fault fault) {
    return kind(fault).equals(faults.put(subject, kind(fault)));
  }

  /** The words hold addresses in memory, which differ each time. */
  private static String kind(Fault fault) {
    return fault.kind() + " " + (fault.name().isEmpty() ? fault.text() : fault.name());
  }
}
