package io.av4j.push;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One form of the programme, and where it goes. Plain data.
 *
 * @param name tells it from others in statistics, events and logs
 * @param encoding of its pictures; null sends the source's streams as they are
 * @param destinations one or more
 */
public record Rendition(
    String name, @Nullable VideoEncoding encoding, List<Destination> destinations)
    implements Serializable {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the name is blank or there is no destination
   */
  public Rendition {
    Objects.requireNonNull(name, "name");
    destinations = List.copyOf(destinations);
    if (name.isBlank() || destinations.isEmpty()) {
      throw new IllegalArgumentException("a rendition needs a name and a destination");
    }
  }

  /** Whether the source's streams are sent as they are. */
  public boolean isCopy() {
    return encoding == null;
  }
}
