package io.av4j.push.control;

import io.av4j.push.plan.PushChange;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.time.Rational;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened in a push, or is wanted of it. A value. */
public sealed interface Command {

  // What the user wants.

  /** The push begins. Once, first. */
  record Start() implements Command {}

  /** A change is wanted; it is answered once by that number. */
  record Request(long id, PushChange change) implements Command {}

  /** The push is to end; what was read is still sent. */
  record Stop() implements Command {}

  /** The push is to end at once. */
  record Abort() implements Command {}

  // What the source says.

  /** A source is open and waits to be played. */
  record SourceOpened(long token, String shown, Rational frameRate) implements Command {}

  /** A source has ended; with a failure where it did not come to its end. */
  record SourceEnded(long token, @Nullable Failure failure) implements Command {}

  // What the programme says.

  /** The slate of that request, 0 for the plan's, was read. */
  record SlateLoaded(long request) implements Command {}

  /** The slate of that request, 0 for the plan's, cannot be read. */
  record SlateFailed(long request, Failure failure) implements Command {}

  /** The source is silent, and a filler takes its place. */
  record FillerBegan() implements Command {}

  /** The source gives video again. */
  record FillerEnded() implements Command {}

  /** All encoders have given what was inside. */
  record Drained() implements Command {}

  /** Something broke that the whole push stands on. */
  record Broke(Failure failure) implements Command {}

  // What the renditions say.

  /** An encoder took another's place because that did not open. */
  record Replacement(String from, String to, Fault fault) {}

  /** An encoder is open and can be used. */
  record EncoderOpened(
      String rendition,
      long token,
      String encoder,
      boolean canChangeBitRate,
      List<Replacement> replacements)
      implements Command {}

  /** An encoder did not open, or failed later. */
  record EncoderFailed(String rendition, long token, Failure failure) implements Command {}

  /** The audio encoder failed. */
  record AudioEncoderFailed(Failure failure) implements Command {}

  /** Filters of a rendition, or of the programme where that is null, are left out. */
  record FilterFailed(@Nullable String rendition, Fault fault) implements Command {}

  /** A frame could not be scaled and was left out. */
  record FrameRefused(Fault fault) implements Command {}

  /** A bit rate was fitted or changed. */
  record BitRateChanged(String rendition, long from, long to) implements Command {}

  // What the destinations say.

  /** The first attempt to connect has ended, well or badly. */
  record DestinationTried(String destination) implements Command {}

  /** A destination went over to another state. */
  record DestinationBecame(
      String destination,
      DestinationState from,
      DestinationState to,
      int attempt,
      @Nullable Fault fault)
      implements Command {}

  /** An attempt to connect again failed. */
  record AttemptFailed(String destination, int attempt, Fault fault, Duration retryIn)
      implements Command {}

  /** A destination is live again. */
  record Recovered(String destination, Duration outage) implements Command {}

  /** A destination keeps up again. */
  record CongestionEnded(String destination, Duration lasted, long droppedFrames)
      implements Command {}

  /** A destination's thread has ended for good. */
  record PublisherEnded(String destination) implements Command {}

  // Time, and the end.

  /** A deadline of the last step has passed. */
  record Tick() implements Command {}

  /** All is freed. */
  record Closed() implements Command {}
}
