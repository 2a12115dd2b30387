package io.av4j.push.rendition;

import io.av4j.push.status.Fault;
import java.util.Objects;

/**
 * An encoder that did not open, and what was tried in its place. A value.
 *
 * @param from as the plan names it
 * @param to as the plan names it
 * @param fault why the first did not open
 */
public record Replacement(String from, String to, Fault fault) {
  /** Checks. */
  public Replacement {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    Objects.requireNonNull(fault, "fault");
  }
}
