package io.av4j.push.source;

import io.av4j.time.Rational;
import org.jspecify.annotations.Nullable;

/** Is told what became of each source. On the runner's thread; must not block nor throw. */
public interface SourceListener {
  /**
   * A source is open and waits for {@link SourceRunner#play}. Not told of one that was ended or
   * cancelled before.
   *
   * @param token of its {@link SourceRunner#open}
   * @param shown where it is, without secrets
   * @param frameRate frames a second, 0/1 where unknown or without video
   */
  void opened(long token, String shown, Rational frameRate, SourceStreams streams);

  /**
   * A source is over and closed; told exactly once for each {@link SourceRunner#open}.
   *
   * @param failure why it could not be opened or broke; null where it came to its end, was ended or
   *     was cancelled. A {@link io.av4j.MediaException} is the media's or the network's; a {@link
   *     io.av4j.flow.InletClosedException} says that the programme takes nothing more, which is not
   *     the source's fault; anything else was thrown by a drawing, or by the programme
   */
  void ended(long token, @Nullable Throwable failure);
}
