package io.av4j.push.rendition;

import io.av4j.push.destination.LinkLoad;
import io.av4j.push.destination.Publisher;
import io.av4j.push.status.DestinationState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The publishers of a rendition. One thread adds and removes, any may ask. */
final class Publishers {
  // By name, in the order in which they were added; replaced and never changed.
  private volatile Map<String, Publisher> byName = Map.of();

  /**
   * One more.
   *
   * @throws IllegalArgumentException if there is one of that name
   */
  void add(Publisher made) {
    Map<String, Publisher> all = new LinkedHashMap<>(byName);
    if (all.putIfAbsent(made.name(), made) != null) {
      throw new IllegalArgumentException("two destinations are called " + made.name());
    }
    byName = all;
  }

  /** One less; the one that it was, if there was one. */
  Optional<Publisher> remove(String destination) {
    Map<String, Publisher> left = new LinkedHashMap<>(byName);
    Publisher found = left.remove(destination);
    byName = left;
    return Optional.ofNullable(found);
  }

  List<Publisher> all() {
    return List.copyOf(byName.values());
  }

  Optional<Publisher> find(String destination) {
    return Optional.ofNullable(byName.get(destination));
  }

  /** How well the only destination that is neither over nor disabled takes what it is sent. */
  @Nullable LinkLoad loadOfTheOnlyOne() {
    Publisher only = null;
    for (Publisher publisher : byName.values()) {
      DestinationState state = publisher.status().state();
      if (!state.isOver() && state != DestinationState.DISABLED) {
        if (only != null) {
          return null;
        }
        only = publisher;
      }
    }
    return only == null ? null : only.status().load();
  }
}
