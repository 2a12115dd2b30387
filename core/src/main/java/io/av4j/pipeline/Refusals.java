package io.av4j.pipeline;

import io.av4j.flow.InletClosedException;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the inlets of a pipeline threw at those who came too late. It comes of how the pipeline
 * ended, so a thread of the same pipeline that gets one tells nothing new. Any thread.
 */
final class Refusals {
  private final String pipeline;
  private final Set<Throwable> made =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  Refusals(String pipeline) {
    this.pipeline = pipeline;
  }

  InletClosedException make(String worker, @Nullable Ending ending) {
    String why = "it has ended";
    Throwable cause = null;
    if (ending instanceof Ending.Failed failed) {
      cause = failed.cause();
      why = "the pipeline " + pipeline + " has failed: " + cause.getMessage();
    } else if (ending instanceof Ending.Cancelled) {
      why = "the pipeline " + pipeline + " was cancelled";
    }
    InletClosedException refusal =
        new InletClosedException(worker + " takes nothing more: " + why, cause);
    made.add(refusal);
    return refusal;
  }

  boolean contains(Throwable thrown) {
    return made.contains(thrown);
  }
}
