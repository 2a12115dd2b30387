package io.av4j.push.plan;

import io.av4j.filter.Fit;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One form of the programme, and where it goes. Plain data.
 *
 * @param name tells it from others in statistics, events and logs
 * @param encoding of its video; null sends the source's streams as they are
 * @param fit how frames of another shape get into the encoding's size
 * @param filter FFmpeg's filters, as {@code -vf} takes them, for the scaled frames of this
 *     rendition; null for none
 * @param destinations one or more
 */
public record Rendition(
    String name,
    @Nullable VideoEncoding encoding,
    Fit fit,
    @Nullable String filter,
    List<Destination> destinations)
    implements Serializable {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the name is blank, there is no destination, two are called
   *     the same, or streams that are sent as they are should be filtered
   */
  public Rendition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fit, "fit");
    destinations = List.copyOf(destinations);
    if (name.isBlank() || destinations.isEmpty()) {
      throw new IllegalArgumentException("a rendition needs a name and a destination");
    }
    if (encoding == null && filter != null) {
      throw new IllegalArgumentException(name + " encodes nothing, so it cannot be filtered");
    }
    Set<String> names = new HashSet<>();
    for (Destination destination : destinations) {
      if (!names.add(destination.name())) {
        throw new IllegalArgumentException("two destinations are called " + destination.name());
      }
    }
  }

  /** A rendition in its shape, with black bars where that differs, unfiltered. */
  public static Rendition of(String name, VideoEncoding encoding, Destination... destinations) {
    return new Rendition(name, encoding, Fit.LETTERBOX, null, List.of(destinations));
  }

  /** The source's streams as they are. */
  public static Rendition copy(String name, Destination... destinations) {
    return new Rendition(name, null, Fit.LETTERBOX, null, List.of(destinations));
  }

  /** Whether the source's streams are sent as they are. */
  public boolean isCopy() {
    return encoding == null;
  }

  /** This rendition, encoded another way. */
  public Rendition withEncoding(VideoEncoding other) {
    return new Rendition(name, other, fit, filter, destinations);
  }

  /** This rendition with frames fitted another way. */
  public Rendition withFit(Fit other) {
    return new Rendition(name, encoding, other, filter, destinations);
  }

  /** This rendition with other filters, null for none. */
  public Rendition withFilter(@Nullable String other) {
    return new Rendition(name, encoding, fit, other, destinations);
  }

  /** This rendition with one more destination. */
  public Rendition withDestination(Destination more) {
    List<Destination> all = new ArrayList<>(destinations);
    all.add(more);
    return new Rendition(name, encoding, fit, filter, all);
  }

  /** This rendition without a destination of that name. */
  public Rendition withoutDestination(String destination) {
    return new Rendition(
        name,
        encoding,
        fit,
        filter,
        destinations.stream().filter(one -> !one.name().equals(destination)).toList());
  }
}
