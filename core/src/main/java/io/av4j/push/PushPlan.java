package io.av4j.push;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LivePush} does. Plain data without native handles, so that it can be kept, sent and
 * run elsewhere.
 *
 * @param name of the push, in threads, events and logs
 * @param sources played one after the other
 * @param rounds how often to play them all, 0 for ever
 * @param renditions one or more
 * @param audio how the sound is encoded, for all renditions that are; null for none
 * @param slate a picture file that is shown while no source gives pictures; null repeats the last
 *     picture
 * @param timing how the destinations are treated
 */
public record PushPlan(
    String name,
    List<PushSource> sources,
    int rounds,
    List<Rendition> renditions,
    @Nullable AudioEncoding audio,
    @Nullable String slate,
    PushTiming timing)
    implements Serializable {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no source or rendition, or two destinations or two
   *     renditions bear one name
   */
  public PushPlan {
    sources = List.copyOf(sources);
    renditions = List.copyOf(renditions);
    if (sources.isEmpty() || renditions.isEmpty() || rounds < 0) {
      throw new IllegalArgumentException("a push needs a source and a rendition");
    }
    Set<String> names = new HashSet<>();
    for (Rendition rendition : renditions) {
      if (!names.add("rendition " + rendition.name())) {
        throw new IllegalArgumentException("two renditions are called " + rendition.name());
      }
      for (Destination destination : rendition.destinations()) {
        if (!names.add(destination.name())) {
          throw new IllegalArgumentException("two destinations are called " + destination.name());
        }
      }
    }
  }

  /** Begins the plan of pushing a file. */
  public static Builder of(Path file) {
    return of(PushSource.of(file));
  }

  /** Begins the plan of pushing a URL, or a file by its name. */
  public static Builder of(String url) {
    return of(PushSource.of(url));
  }

  /** Begins the plan of pushing these, one after the other. */
  public static Builder of(PushSource... sources) {
    return new Builder(List.of(sources));
  }

  /** Whether any rendition is encoded, so that the sources are decoded. */
  public boolean encodes() {
    return renditions.stream().anyMatch(r -> !r.isCopy());
  }

  /** Collects a plan. */
  public static final class Builder {
    private final List<PushSource> sources;
    private final List<Rendition> renditions = new ArrayList<>();
    private String name = "push";
    private int rounds = 1;
    private @Nullable AudioEncoding audio = AudioEncoding.AAC;
    private @Nullable String slate;
    private PushTiming timing = PushTiming.DEFAULT;

    private Builder(List<PushSource> sources) {
      this.sources = sources;
    }

    /** The push's name; without it {@code push}. */
    public Builder name(String pushName) {
      name = pushName;
      return this;
    }

    /** Plays all sources that often, 0 for ever. */
    public Builder rounds(int number) {
      rounds = number;
      return this;
    }

    /** Adds a rendition encoded by x264 with one destination, which bears its name. */
    public Builder rendition(
        String renditionName, int width, int height, long bitsPerSecond, String url) {
      return rendition(
          renditionName,
          VideoEncoding.x264(width, height, bitsPerSecond),
          Destination.of(renditionName, url));
    }

    /** Adds a rendition. */
    public Builder rendition(
        String renditionName, VideoEncoding encoding, Destination... destinations) {
      renditions.add(new Rendition(renditionName, encoding, List.of(destinations)));
      return this;
    }

    /** Adds the source's streams as they are. */
    public Builder copy(Destination... destinations) {
      renditions.add(new Rendition("copy", null, List.of(destinations)));
      return this;
    }

    /** How the sound is encoded; without it {@link AudioEncoding#AAC}; null for none. */
    public Builder audio(@Nullable AudioEncoding encoding) {
      audio = encoding;
      return this;
    }

    /** A picture file that is shown while no source gives pictures. */
    public Builder slate(@Nullable String picture) {
      slate = picture;
      return this;
    }

    /** How the destinations are treated. */
    public Builder timing(PushTiming numbers) {
      timing = numbers;
      return this;
    }

    /** The plan. */
    public PushPlan build() {
      return new PushPlan(name, sources, rounds, renditions, audio, slate, timing);
    }
  }
}
