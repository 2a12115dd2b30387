package io.av4j.push.control;

import java.util.List;

/**
 * What a command came to.
 *
 * @param next the push's state from now on
 * @param effects to be carried out, in this order
 * @param deadline by the push's clock, when a {@link Command.Tick} is due; {@link Long#MAX_VALUE}
 *     for never
 */
public record Step(PushMachine next, List<Effect> effects, long deadline) {
  /** Copies. */
  public Step {
    effects = List.copyOf(effects);
  }
}
