package io.av4j.examples;

import io.av4j.push.DestinationSnapshot;
import io.av4j.push.Fault;
import io.av4j.push.LivePush;
import io.av4j.push.PushPlan;
import io.av4j.push.PushSnapshot;
import io.av4j.push.PushState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** One live push from its start to its end, or to Ctrl-C, shown meanwhile. */
final class LiveRun {
  private static final Duration GLANCE = Duration.ofMillis(500);

  private LiveRun() {}

  /** Plays the plan; the program's exit code, which is good only if every destination got some. */
  static int of(PushPlan plan, LiveView view, PrintWriter err) {
    try (StopSignal stop = new StopSignal();
        LivePush push = LivePush.start(plan)) {
      while (!push.awaitEnd(GLANCE)) {
        view.show(push.snapshot());
        if (stop.isStopping()) {
          push.stop();
        }
      }
      PushSnapshot last = push.snapshot();
      view.show(last);
      List<DestinationSnapshot> missed =
          last.destinations().stream().filter(one -> one.bytes() == 0).toList();
      missed.forEach(one -> tell(one, err));
      boolean whole = last.state() == PushState.STOPPED && missed.isEmpty() && !stop.isStopping();
      return whole ? Program.OK : Program.FAILED;
    }
  }

  private static void tell(DestinationSnapshot missed, PrintWriter err) {
    Fault why = missed.lastFault();
    err.println(missed.name() + " got nothing" + (why == null ? "" : ": " + why.text()));
    err.flush();
  }
}
