package io.av4j.push.control;

import io.av4j.push.plan.PushSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is played, and where in it the push is. A value.
 *
 * @param sources played one after the other
 * @param rounds how often, 0 for ever
 * @param index of the present source
 * @param round of it, from 0
 * @param played whether a source of this round could be played
 * @param failure of this round's sources, the last
 */
record Playlist(
    List<PushSource> sources,
    int rounds,
    int index,
    int round,
    boolean played,
    @Nullable Failure failure) {

  static Playlist of(List<PushSource> sources, int rounds) {
    return new Playlist(List.copyOf(sources), rounds, 0, 0, false, null);
  }

  PushSource present() {
    return sources.get(index);
  }

  /** The present source is over; with a failure where it could not be played. */
  Playlist after(@Nullable Failure why) {
    return new Playlist(
        sources, rounds, index + 1, round, played || why == null, why == null ? failure : why);
  }

  /** Whether all sources of the round have had their turn. */
  boolean endsRound() {
    return index == sources.size();
  }

  /** Whether nothing of a whole round could be played. */
  boolean isUseless() {
    return endsRound() && !played;
  }

  /** Whether nothing is left to play. */
  boolean isOver() {
    return endsRound() && rounds > 0 && round + 1 >= rounds;
  }

  /** The next round, at its first source. */
  Playlist nextRound() {
    // Rounds for ever are not counted, so that no number of them overflows.
    return new Playlist(sources, rounds, 0, rounds == 0 ? 0 : round + 1, false, null);
  }
}
