package io.av4j.push.destination;

import io.av4j.push.destination.DestinationStatus.Change;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Notes what a destination comes to, and tells the listener. Serves the publisher's thread. */
final class Announcer {
  private final String name;
  private final DestinationStatus status;
  private final PublisherListener listener;
  private boolean tried;

  Announcer(String name, DestinationStatus status, PublisherListener listener) {
    this.name = name;
    this.status = status;
    this.listener = listener;
  }

  /** The first attempt is over, or there will be none; further calls have no effect. */
  void tried() {
    if (!tried) {
      tried = true;
      listener.tried(name);
    }
  }

  void become(DestinationState next) {
    become(next, null);
  }

  void become(DestinationState next, @Nullable Fault fault) {
    Change change = status.become(next, fault);
    if (change == null) {
      return;
    }
    listener.became(name, change.from(), change.to(), change.attempt(), fault);
    if (change.outage() != null) {
      listener.recovered(name, change.outage());
    }
    if (change.congestion() != null) {
      listener.congestionEnded(name, change.congestion(), change.droppedFrames());
    }
  }

  /** An attempt or a connection failed, and another attempt follows. */
  void retrying(Fault fault, Duration pause) {
    boolean again = status.state() == DestinationState.RECONNECTING;
    become(DestinationState.RECONNECTING, fault);
    status.pausing(pause);
    if (again) {
      listener.attemptFailed(name, status.attempts(), fault, pause);
    }
  }

  void ended() {
    tried();
    listener.ended(name);
  }
}
