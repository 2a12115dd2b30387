package io.av4j.push.control;

import io.av4j.MediaIoException;
import io.av4j.push.destination.ReconnectPolicy;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.status.FaultClass;
import io.av4j.push.status.PushEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Which source is played when, and what follows where one breaks. */
final class SourceRules {
  // Long enough not to look like a server that closes at once because it does not want us.
  private static final Duration HELD = Duration.ofSeconds(10);
  // Rounds for ever of something that holds nothing must not keep a processor busy.
  private static final long SHORTEST_ROUND = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long EMPTY_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

  private SourceRules() {}

  static ReconnectPolicy retry(PushTiming timing, long seed) {
    return ReconnectPolicy.of(timing, RetryPolicy.FOREVER, seed);
  }

  static boolean take(Turn turn, Command command) {
    if (command instanceof Command.SourceOpened opened) {
      if (opened.token() == turn.source.token()) {
        opened(turn, opened);
      }
      return true;
    }
    if (command instanceof Command.SourceEnded ended) {
      if (ended.token() == turn.source.token() && turn.source.isOpen()) {
        ended(turn, ended.failure());
      }
      return true;
    }
    return false;
  }

  private static void opened(Turn turn, Command.SourceOpened opened) {
    if (turn.source.phase() != SourceLife.Phase.OPENING) {
      return;
    }
    turn.source = turn.source.to(SourceLife.Phase.READY, turn.now);
    turn.broken = false;
    turn.sourcesOpened++;
    turn.publish(stamp -> new PushEvent.SourceOpened(stamp, opened.shown()));
    BeginRules.frameRate(turn, opened.frameRate());
    RenditionRules.startCopies(turn);
    if (turn.opening.begun()) {
      play(turn);
    }
  }

  /** Plays the source that is ready, if one is. */
  static void play(Turn turn) {
    if (turn.source.phase() == SourceLife.Phase.READY) {
      turn.source = turn.source.to(SourceLife.Phase.PLAYING, turn.now);
      turn.add(new Effect.PlaySource(turn.source.token()));
    }
  }

  private static void ended(Turn turn, @Nullable Failure failure) {
    SourceLife before = turn.source;
    turn.source = before.to(SourceLife.Phase.IDLE, turn.now);
    if (turn.ending.hasBegun() || before.phase() == SourceLife.Phase.ENDING) {
      return;
    }
    long played = before.phase() == SourceLife.Phase.PLAYING ? turn.now - before.since() : 0;
    if (failure == null) {
      turn.playlist = turn.playlist.after(null);
      boolean empty = played < SHORTEST_ROUND && turn.playlist.endsRound();
      if (empty && turn.playlist.rounds() == 0) {
        turn.source = turn.source.to(SourceLife.Phase.PAUSED, turn.now + EMPTY_PAUSE);
      }
      return;
    }
    turn.broken = true;
    turn.sourceFaults++;
    PushSource source = turn.playlist.present();
    Duration pause = isWorthAnotherTry(source, failure) ? pause(turn, failure, played) : null;
    if (pause == null) {
      turn.playlist = turn.playlist.after(failure);
    } else {
      turn.source = turn.source.to(SourceLife.Phase.PAUSED, turn.now + pause.toNanos());
    }
    turn.publish(stamp -> new PushEvent.SourceFailed(stamp, shown(source), failure.fault(), pause));
  }

  private static boolean isWorthAnotherTry(PushSource source, Failure failure) {
    return source instanceof PushSource.Media media
        && media.isRemote()
        && failure.thrown() instanceof MediaIoException;
  }

  private static @Nullable Duration pause(Turn turn, Failure failure, long played) {
    // A source is asked for nothing that a server might refuse us: it comes back, or it does not.
    ReconnectPolicy.Decision decision =
        turn.retry.after(
            new ReconnectPolicy.Outcome(
                failure.fault().as(FaultClass.NETWORK), HELD, Duration.ofNanos(played)),
            turn.now);
    turn.retry = decision.next();
    return decision instanceof ReconnectPolicy.RetryIn retry ? retry.pause() : null;
  }

  private static String shown(PushSource source) {
    return source instanceof PushSource.Media media ? media.shown() : "drawn frames";
  }

  /** Plays these now; what plays ends at once. */
  static void change(Turn turn, List<PushSource> sources, int rounds) {
    turn.playlist = Playlist.of(sources, rounds);
    turn.plan = turn.plan.withSources(sources, rounds);
    turn.retry = retry(turn.plan.timing(), turn.retry.seed());
    end(turn);
  }

  /** Ends what is open, and what waits to be opened again. */
  static void end(Turn turn) {
    if (!turn.source.isOpen()) {
      turn.source = turn.source.to(SourceLife.Phase.IDLE, turn.now);
    } else if (turn.source.phase() != SourceLife.Phase.ENDING) {
      turn.source = turn.source.to(SourceLife.Phase.ENDING, turn.now);
      turn.add(new Effect.EndSource());
    }
  }

  static void goOn(Turn turn) {
    if (turn.ending.hasBegun() || turn.source.isOpen()) {
      return;
    }
    if (turn.source.phase() == SourceLife.Phase.PAUSED) {
      if (turn.now < turn.source.since()) {
        return;
      }
    }
    if (turn.playlist.endsRound()) {
      Failure failure = turn.playlist.failure();
      if (turn.playlist.isUseless() && failure != null) {
        EndRules.fail(turn, failure);
        return;
      }
      if (turn.playlist.isOver()) {
        EndRules.finish(turn);
        return;
      }
      turn.playlist = turn.playlist.nextRound();
    }
    turn.source = new SourceLife(SourceLife.Phase.OPENING, turn.nextToken(), turn.now);
    turn.add(new Effect.OpenSource(turn.source.token(), turn.playlist.present()));
  }

  static long deadline(Turn turn) {
    boolean paused = turn.source.phase() == SourceLife.Phase.PAUSED && !turn.ending.hasBegun();
    return paused ? turn.source.since() : Ending.NEVER;
  }
}
