package io.av4j.push.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of a push that runs. A value, as the plan is: it can be sent and applied elsewhere.
 *
 * <p>Each is applied at once, applied by one reconnect of the destinations concerned, or refused
 * with the reason; none disturbs another destination.
 */
public sealed interface PushChange extends Serializable {

  /** One more destination of a rendition. At once. */
  record AddDestination(String rendition, Destination destination) implements PushChange {
    /** Checks. */
    public AddDestination {
      Objects.requireNonNull(rendition, "rendition");
      Objects.requireNonNull(destination, "destination");
    }
  }

  /** Ends a destination for good; what waits for it is still sent. At once. */
  record RemoveDestination(String destination) implements PushChange {}

  /** Ends a destination's connection until it is enabled again. At once. */
  record DisableDestination(String destination) implements PushChange {}

  /** Connects a disabled destination, or one that was given up, again. At once. */
  record EnableDestination(String destination) implements PushChange {}

  /** Ends the pause before the next attempt to connect. At once. */
  record RetryNow(String destination) implements PushChange {}

  /** One more rendition. At once, when its encoder has opened. */
  record AddRendition(Rendition rendition) implements PushChange {
    /** Checks. */
    public AddRendition {
      Objects.requireNonNull(rendition, "rendition");
    }
  }

  /** Ends a rendition and its destinations. At once. */
  record RemoveRendition(String rendition) implements PushChange {}

  /** Another slate, null for none. At once, when it was read. */
  record ChangeSlate(PushSource.@Nullable Media slate) implements PushChange {}

  /** These sources now, that often; what plays ends at once and no gap follows. At once. */
  record ChangeSources(List<PushSource> sources, int rounds) implements PushChange {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no source, or the rounds are negative
     */
    public ChangeSources {
      sources = List.copyOf(sources);
      if (sources.isEmpty() || rounds < 0) {
        throw new IllegalArgumentException("nothing to play");
      }
    }
  }

  /**
   * Another bit rate of a rendition. At once where its encoder can; else refused, and {@link
   * ChangeEncoding} does it by a reconnect.
   */
  record ChangeBitRate(String rendition, long bitsPerSecond) implements PushChange {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the rate is not positive
     */
    public ChangeBitRate {
      Objects.requireNonNull(rendition, "rendition");
      if (bitsPerSecond <= 0) {
        throw new IllegalArgumentException("a bit rate must be positive: " + bitsPerSecond);
      }
    }
  }

  /** Another encoding of a rendition. By one reconnect of its destinations. */
  record ChangeEncoding(String rendition, VideoEncoding encoding) implements PushChange {
    /** Checks. */
    public ChangeEncoding {
      Objects.requireNonNull(rendition, "rendition");
      Objects.requireNonNull(encoding, "encoding");
    }
  }

  /** Other filters of one rendition, or of all where that is null; null for none. At once. */
  record ChangeFilter(@Nullable String rendition, @Nullable String filter) implements PushChange {}
}
