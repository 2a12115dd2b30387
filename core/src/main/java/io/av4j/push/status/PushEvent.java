package io.av4j.push.status;

import io.av4j.push.plan.PushChange;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a push. A value without secrets; {@link #text()} is its line in the
 * log.
 */
public sealed interface PushEvent extends Serializable {
  /** Which event of which push, and when. */
  Stamp stamp();

  /** What happened, in one line, without the push's name. */
  String text();

  /** Why, where something went wrong; null where nothing did. */
  default @Nullable Fault fault() {
    return null;
  }

  /**
   * What every event bears.
   *
   * @param push the push's name
   * @param sequence from 1, without a gap
   * @param at when
   */
  record Stamp(String push, long sequence, Instant at) implements Serializable {}

  /** The push as a whole went over to another state. */
  record StateChanged(Stamp stamp, PushState from, PushState to, @Nullable Fault fault)
      implements PushEvent {
    @Override
    public String text() {
      return from + " -> " + to + because(fault);
    }
  }

  /**
   * A destination went over to another state.
   *
   * @param attempt how often it has tried to connect so far
   */
  record DestinationChanged(
      Stamp stamp,
      String destination,
      String rendition,
      DestinationState from,
      DestinationState to,
      int attempt,
      @Nullable Fault fault)
      implements PushEvent {
    @Override
    public String text() {
      return destination + ": " + from + " -> " + to + because(fault);
    }
  }

  /**
   * An attempt to connect again failed; another follows.
   *
   * @param attempt its number
   * @param retryIn the pause before the next one
   */
  record AttemptFailed(Stamp stamp, String destination, int attempt, Fault fault, Duration retryIn)
      implements PushEvent {
    @Override
    public String text() {
      return destination + ": not connected" + because(fault);
    }
  }

  /**
   * A destination is live again.
   *
   * @param outage how long it was not
   */
  record Recovered(Stamp stamp, String destination, Duration outage) implements PushEvent {
    @Override
    public String text() {
      return destination + ": live again after " + outage.toMillis() + " ms";
    }
  }

  /**
   * A destination keeps up again.
   *
   * @param lasted how long it did not
   * @param droppedFrames video frames left out meanwhile
   */
  record CongestionEnded(Stamp stamp, String destination, Duration lasted, long droppedFrames)
      implements PushEvent {
    @Override
    public String text() {
      return destination
          + ": keeps up again after "
          + lasted.toMillis()
          + " ms, "
          + droppedFrames
          + " frames left out";
    }
  }

  /** A source was opened and is played. */
  record SourceOpened(Stamp stamp, String source) implements PushEvent {
    @Override
    public String text() {
      return "source: opened " + source;
    }
  }

  /**
   * A source could not be opened or broke.
   *
   * @param retryIn the pause before it is opened again; null where the next one is played, if any
   */
  record SourceFailed(Stamp stamp, String source, Fault fault, @Nullable Duration retryIn)
      implements PushEvent {
    @Override
    public String text() {
      return "source: " + source + " failed" + because(fault);
    }
  }

  /** An encoder was opened for a rendition. */
  record EncoderOpened(Stamp stamp, String rendition, String encoder) implements PushEvent {
    @Override
    public String text() {
      return rendition + ": encoded by " + encoder;
    }
  }

  /** An encoder did not open, and its fallback takes its place. */
  record EncoderReplaced(Stamp stamp, String rendition, String from, String to, Fault fault)
      implements PushEvent {
    @Override
    public String text() {
      return rendition + ": " + from + " does not open, " + to + " in its place" + because(fault);
    }
  }

  /** The encoder of a rendition failed; the rendition has ended and the others go on. */
  record EncoderFailed(Stamp stamp, String rendition, Fault fault) implements PushEvent {
    @Override
    public String text() {
      return rendition + ": encoder failed" + because(fault);
    }
  }

  /** The audio encoder failed; the programme goes on without audio. */
  record AudioEncoderFailed(Stamp stamp, Fault fault) implements PushEvent {
    @Override
    public String text() {
      return "audio: encoder failed, no audio from here on" + because(fault);
    }
  }

  /**
   * Filters failed with the frames they were given, which go on unfiltered.
   *
   * @param rendition null for those of the whole programme
   */
  record FilterFailed(Stamp stamp, @Nullable String rendition, Fault fault) implements PushEvent {
    @Override
    public String text() {
      String whose = rendition == null ? "programme" : rendition;
      return whose + ": filters failed, frames go on without" + because(fault);
    }
  }

  /** A frame could not be scaled and was left out; told once until frames can be scaled again. */
  record FrameRefused(Stamp stamp, Fault fault) implements PushEvent {
    @Override
    public String text() {
      return "programme: a frame was left out" + because(fault);
    }
  }

  /** An encoder's bit rate was fitted to what its destination takes, or was changed on demand. */
  record BitRateChanged(Stamp stamp, String rendition, long from, long to) implements PushEvent {
    @Override
    public String text() {
      return rendition + ": bit rate " + from / 1000 + " -> " + to / 1000 + " kb/s";
    }
  }

  /** A change of the running push was applied. */
  record Changed(Stamp stamp, PushChange change, ChangeOutcome outcome) implements PushEvent {
    @Override
    public String text() {
      return "changed: " + change + " (" + outcome + ")";
    }
  }

  private static String because(@Nullable Fault fault) {
    return fault == null ? "" : " (" + fault.describe() + ")";
  }
}
