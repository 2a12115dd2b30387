package io.av4j.push.control;

import io.av4j.push.destination.ReconnectPolicy;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.Rendition;
import io.av4j.push.status.PushState;
import io.av4j.time.Rational;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a push, as a value: what it does next follows from it, a command and the time, and
 * from nothing else. Reads no clock, starts no thread, touches no media.
 *
 * <pre>
 * Start ─► slate and first source open ─► encoders open ─► publishers try ─► Begin ─► plays
 * over, Stop or failure ─► SOURCE ─► DRAIN ─► FLUSH ─► (ABORT) ─► CLOSE ─► OVER
 * </pre>
 *
 * @param plan as it is now, with all changes
 * @param state of the push
 * @param ending how far its end is
 * @param source what the present source is doing
 * @param playlist what is played
 * @param retry how a source that breaks is opened again
 * @param renditions by name
 * @param destinations by name
 * @param opening how far the beginning is
 * @param slates requests for a slate that is being read; 0 is the plan's
 * @param filling whether a filler has taken the place of the source
 * @param broken whether the last source failed and no other has opened since
 * @param sourcesOpened how often a source was opened
 * @param sourceFaults how often one failed
 * @param tokens the last that was given out
 */
public record PushMachine(
    PushPlan plan,
    PushState state,
    Ending ending,
    SourceLife source,
    Playlist playlist,
    ReconnectPolicy retry,
    Map<String, RenditionLife> renditions,
    Map<String, DestinationLife> destinations,
    Opening opening,
    Map<Long, PushSource.Media> slates,
    boolean filling,
    boolean broken,
    int sourcesOpened,
    int sourceFaults,
    long tokens) {

  /**
   * How far the beginning is.
   *
   * @param frameRate that encoders are opened with; null before it is known
   * @param encodersBy when they are opened for the slate alone, if no source is there by then
   * @param tryingSince when the first publishers were started; {@link Ending#NEVER} before
   * @param begun whether the programme's time runs
   */
  record Opening(@Nullable Rational frameRate, long encodersBy, long tryingSince, boolean begun) {
    static final Opening NONE = new Opening(null, Ending.NEVER, Ending.NEVER, false);
  }

  /** Copies. */
  public PushMachine {
    renditions = Collections.unmodifiableMap(renditions);
    destinations = Collections.unmodifiableMap(destinations);
    slates = Collections.unmodifiableMap(slates);
  }

  /**
   * A push that has not begun.
   *
   * @param seed of the chance in the pauses before a source is opened again
   */
  public static PushMachine of(PushPlan plan, long seed) {
    Map<String, RenditionLife> renditions = new LinkedHashMap<>();
    Map<String, DestinationLife> destinations = new LinkedHashMap<>();
    for (Rendition rendition : plan.renditions()) {
      renditions.put(rendition.name(), RenditionLife.of(rendition));
      for (Destination destination : rendition.destinations()) {
        destinations.put(destination.name(), DestinationLife.of(destination, rendition.name()));
      }
    }
    return new PushMachine(
        plan,
        PushState.OPENING,
        Ending.NONE,
        SourceLife.NONE,
        Playlist.of(plan.sources(), plan.rounds()),
        SourceRules.retry(plan.timing(), seed),
        renditions,
        destinations,
        Opening.NONE,
        Map.of(),
        false,
        false,
        0,
        0,
        0);
  }

  /**
   * What follows from a command.
   *
   * @param now by a monotonic clock, in nanoseconds
   */
  public Step on(Command command, long now) {
    Turn turn = new Turn(this, now);
    if (ending.stage() != Ending.Stage.OVER) {
      turn.take(command);
    } else if (command instanceof Command.Request request) {
      turn.refuse(request.id(), new IllegalStateException(plan.name() + " is over"));
    }
    return turn.step();
  }

  /** Whether it is over and nothing more follows. */
  public boolean isOver() {
    return ending.stage() == Ending.Stage.OVER;
  }

  /** What made it fail, or null. */
  public @Nullable Failure failure() {
    return ending.failure();
  }
}
