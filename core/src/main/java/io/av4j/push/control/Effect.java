package io.av4j.push.control;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.push.status.ChangeOutcome;
import io.av4j.push.status.PushEvent;
import io.av4j.time.Rational;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is to be done about a command. A value; carrying it out never blocks. */
public sealed interface Effect {

  // The source.

  /** Opens a source; {@code SourceOpened} or {@code SourceEnded} follows. */
  record OpenSource(long token, PushSource source) implements Effect {}

  /** Plays the source that was opened; {@code SourceEnded} follows. */
  record PlaySource(long token) implements Effect {}

  /** Ends the source as at its end; what was read runs through. */
  record EndSource() implements Effect {}

  /** Ends the source at once. */
  record CancelSource() implements Effect {}

  // The programme.

  /** Reads a slate for that request, 0 for the plan's. */
  record LoadSlate(long request, PushSource.Media slate) implements Effect {}

  /** Uses the slate that was read for that request; without a slate from now on where null. */
  record ShowSlate(@Nullable Long request) implements Effect {}

  /** The programme's time begins now. */
  record Begin() implements Effect {}

  /** Sets the filters of a rendition, or of the programme where that is null. */
  record SetFilter(@Nullable String rendition, @Nullable String filter) implements Effect {}

  /** Lets all encoders give what is inside; {@code Drained} follows. */
  record Drain() implements Effect {}

  /** Goes on without audio. */
  record DropAudio() implements Effect {}

  // The renditions.

  /** Makes a rendition that is not of the plan, without encoder and publishers. */
  record AddRendition(Rendition rendition) implements Effect {}

  /** Opens an encoder; {@code EncoderOpened} or {@code EncoderFailed} follows. */
  record OpenEncoder(Rendition rendition, long token, VideoEncoding encoding, Rational frameRate)
      implements Effect {}

  /** Encodes by the encoder that was opened, from the next frame on. */
  record UseEncoder(String rendition, long token) implements Effect {}

  /** Closes an encoder that was opened and is not wanted. */
  record DropEncoder(String rendition, long token) implements Effect {}

  /** Sets the bit rate of the present encoder. */
  record SetBitRate(String rendition, long bitsPerSecond) implements Effect {}

  /** Gives up a rendition whose encoder failed. */
  record FailRendition(String rendition) implements Effect {}

  /** Ends the encoder of a rendition that was removed. */
  record StopEncoding(String rendition) implements Effect {}

  /** Frees a rendition whose publishers have ended. */
  record CloseRendition(String rendition) implements Effect {}

  // The destinations.

  /** Makes a publisher and starts it, disabled if it is to be. */
  record StartPublisher(String rendition, Destination destination, Entry entry) implements Effect {}

  /** How a publisher begins. */
  enum Entry {
    /** It connects. */
    CONNECTING,
    /** It waits to be enabled. */
    DISABLED
  }

  /** Tells a publisher something. */
  record TellPublisher(String destination, Order order) implements Effect {}

  /** What a publisher can be told. */
  enum Order {
    /** End when what waits has been written. */
    END,
    /** End, if there is no connection yet. */
    END_CONNECTING,
    /** End now. */
    ABORT,
    /** Be disconnected until enabled. */
    DISABLE,
    /** Connect again. */
    ENABLE,
    /** Do not wait any longer for the next attempt. */
    RETRY_NOW
  }

  /** Forgets a publisher that has ended. */
  record RemovePublisher(String destination) implements Effect {}

  // To the user.

  /** Tells an event; the stamp is put on where it is told. */
  record Publish(Function<PushEvent.Stamp, PushEvent> event) implements Effect {}

  /** Answers a request. */
  record Answer(long request, ChangeOutcome outcome) implements Effect {}

  /** Refuses a request. */
  record Refuse(long request, RuntimeException reason) implements Effect {}

  // The end.

  /** Frees all; {@code Closed} follows. */
  record Close() implements Effect {}

  /** The push is over; nothing follows. */
  record End() implements Effect {}
}
