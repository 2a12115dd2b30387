package io.av4j.push.source;

import io.av4j.CancelToken;
import io.av4j.push.plan.PushSource;

/** Makes a source ready to be played. */
@FunctionalInterface
interface SourceOpener {
  /**
   * Opens, on the runner's thread; the caller closes.
   *
   * @param token cancels the opening, and all blocking calls thereafter
   * @throws java.util.concurrent.CancellationException if the token is cancelled meanwhile, or the
   *     thread interrupted
   * @throws RuntimeException if it cannot be opened
   */
  OpenSource open(PushSource source, CancelToken token);
}
