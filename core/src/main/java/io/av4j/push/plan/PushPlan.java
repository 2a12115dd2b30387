package io.av4j.push.plan;

import io.av4j.push.plan.PushSource.Media;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a push does. A value without native handles, so that it can be kept, sent and run elsewhere.
 *
 * @param name of the push, in threads, events and logs
 * @param sources played one after the other
 * @param rounds how often to play them all, 0 for ever
 * @param renditions one or more
 * @param audio how the audio is encoded, for all renditions that are; null for none
 * @param slate a picture or clip, the first frame of which is shown while no source gives video;
 *     null repeats the last frame
 * @param filter FFmpeg's filters, as {@code -vf} takes them, for the video of all renditions that
 *     are encoded; null for none
 * @param timing how the destinations are treated
 */
public record PushPlan(
    String name,
    List<PushSource> sources,
    int rounds,
    List<Rendition> renditions,
    @Nullable AudioEncoding audio,
    @Nullable Media slate,
    @Nullable String filter,
    PushTiming timing)
    implements Serializable {
  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no source or rendition, or two destinations or two
   *     renditions bear one name
   */
  public PushPlan {
    Objects.requireNonNull(timing, "timing");
    sources = List.copyOf(sources);
    renditions = List.copyOf(renditions);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a push needs a name");
    }
    if (sources.isEmpty() || renditions.isEmpty() || rounds < 0) {
      throw new IllegalArgumentException("a push needs a source and a rendition");
    }
    Set<String> names = new HashSet<>();
    Set<String> destinations = new HashSet<>();
    for (Rendition rendition : renditions) {
      if (!names.add(rendition.name())) {
        throw new IllegalArgumentException("two renditions are called " + rendition.name());
      }
      for (Destination destination : rendition.destinations()) {
        if (!destinations.add(destination.name())) {
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

  /** The rendition of that name. */
  public Optional<Rendition> rendition(String wanted) {
    return renditions.stream().filter(r -> r.name().equals(wanted)).findFirst();
  }

  /** The rendition that a destination of that name belongs to. */
  public Optional<Rendition> renditionOf(String destination) {
    return renditions.stream()
        .filter(r -> r.destinations().stream().anyMatch(d -> d.name().equals(destination)))
        .findFirst();
  }

  /** This plan with other renditions. */
  public PushPlan withRenditions(List<Rendition> others) {
    return new PushPlan(name, sources, rounds, others, audio, slate, filter, timing);
  }

  /** This plan with other sources. */
  public PushPlan withSources(List<PushSource> others, int times) {
    return new PushPlan(name, others, times, renditions, audio, slate, filter, timing);
  }

  /** This plan with another slate, null for none. */
  public PushPlan withSlate(@Nullable Media other) {
    return new PushPlan(name, sources, rounds, renditions, audio, other, filter, timing);
  }

  /** This plan with other filters for the whole programme, null for none. */
  public PushPlan withFilter(@Nullable String other) {
    return new PushPlan(name, sources, rounds, renditions, audio, slate, other, timing);
  }

  /** Collects a plan. */
  public static final class Builder {
    private final List<PushSource> sources;
    private final List<Rendition> renditions = new ArrayList<>();
    private String name = "push";
    private int rounds = 1;
    private @Nullable AudioEncoding audio = AudioEncoding.AAC;
    private @Nullable Media slate;
    private @Nullable String filter;
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

    /**
     * Adds a rendition in H.264, by the best encoder there is, with one destination, which bears
     * its name.
     */
    public Builder rendition(
        String renditionName, int width, int height, long bitsPerSecond, String url) {
      return rendition(
          renditionName,
          VideoEncoding.h264(width, height, bitsPerSecond),
          Destination.of(renditionName, url));
    }

    /** Adds a rendition. */
    public Builder rendition(
        String renditionName, VideoEncoding encoding, Destination... destinations) {
      return rendition(Rendition.of(renditionName, encoding, destinations));
    }

    /** Adds a rendition. */
    public Builder rendition(Rendition rendition) {
      renditions.add(rendition);
      return this;
    }

    /** Adds the source's streams as they are, as a rendition of the name {@code copy}. */
    public Builder copy(Destination... destinations) {
      return rendition(Rendition.copy("copy", destinations));
    }

    /** How the audio is encoded; without it {@link AudioEncoding#AAC}; null for none. */
    public Builder audio(@Nullable AudioEncoding encoding) {
      audio = encoding;
      return this;
    }

    /** A picture that is shown while no source gives video. */
    public Builder slate(@Nullable Media picture) {
      slate = picture;
      return this;
    }

    /** A picture file that is shown while no source gives video. */
    public Builder slate(Path picture) {
      return slate(PushSource.of(picture));
    }

    /** FFmpeg's filters for the video of all renditions that are encoded; null for none. */
    public Builder filter(@Nullable String filters) {
      filter = filters;
      return this;
    }

    /** How the destinations are treated. */
    public Builder timing(PushTiming numbers) {
      timing = numbers;
      return this;
    }

    /** The plan. */
    public PushPlan build() {
      return new PushPlan(name, sources, rounds, renditions, audio, slate, filter, timing);
    }
  }
}
