package io.av4j.examples;

import io.av4j.filter.Fit;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.VideoEncoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a push does, and the plan they make. */
final class PushOptions {
  private static final String RUNG = "{rung}";

  /** What goes with {@code --copy} alone of these. */
  static final List<String> OF_ENCODING =
      List.of(
          "--ladder",
          "--vf",
          "--fit",
          "--slate",
          "--crf",
          "--preset",
          "--tune",
          "--profile",
          "--scale",
          "--fps",
          "--gop",
          "--video-bitrate",
          "--maxrate",
          "--bufsize",
          "--audio-bitrate",
          "--threads",
          "--video-codec",
          "--audio-codec");

  /** What a rung says itself, or is another. */
  static final List<String> OF_ONE_SIZE =
      List.of("--scale", "--video-bitrate", "--maxrate", "--bufsize");

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = {
        "where to push to, beside or in place of the second argument; repeatable, and each on its "
            + "own: one that fails disturbs no other and is connected again.",
        RUNG + " in it is the rung's name"
      })
  private List<String> to = List.of();

  @Option(names = "--copy", description = "send the streams as they are, without encoding")
  private boolean copy;

  @Option(
      names = "--loop",
      paramLabel = "N",
      description = "play all N times, 0 for ever (default: 1)")
  private int loop = 1;

  @Option(
      names = "--ladder",
      paramLabel = "RUNGS",
      split = ",",
      description = "several sizes from one decoding, e.g. 720p,360p or 720p:2M,360p:600k")
  private List<String> ladder = List.of();

  @Option(
      names = "--playlist",
      paramLabel = "FILE",
      description = "play the files and URLs in it, one a line, in place of IN")
  private @Nullable Path playlist;

  @Option(
      names = "--slate",
      paramLabel = "PICTURE",
      description = "what is shown while no source gives pictures")
  private @Nullable Path slate;

  @Option(
      names = "--vf",
      paramLabel = "FILTERS",
      description = "FFmpeg's filters for all pictures, before they are scaled")
  private @Nullable String filter;

  @Option(
      names = "--fit",
      description =
          "how pictures of another shape get into the size: ${COMPLETION-CANDIDATES} "
              + "(default: ${DEFAULT-VALUE})")
  private Fit fit = Fit.LETTERBOX;

  @Mixin private EncodingOptions encoding = new EncodingOptions();

  /** All places to push to. */
  List<String> destinations(@Nullable String url) {
    return Stream.concat(Stream.ofNullable(url), to.stream()).toList();
  }

  /**
   * The plan of pushing to the URLs, and into a folder if there is one.
   *
   * @param in what to push where there is no playlist; null for the test clip
   */
  PushPlan plan(@Nullable String in, List<String> urls, @Nullable Path folder) throws IOException {
    return plan(in, rung -> destinations(rung, urls, folder));
  }

  private List<Destination> destinations(String rung, List<String> urls, @Nullable Path folder) {
    List<Destination> all = new ArrayList<>();
    for (int i = 0; i < urls.size(); i++) {
      String url = urls.get(i);
      if (ladder.size() > 1 && !url.contains(RUNG)) {
        url = url + "_" + RUNG;
      }
      all.add(Destination.of(rung + "-" + (i + 1), url.replace(RUNG, rung)));
    }
    if (folder != null) {
      all.add(Destination.of(rung + "-record", folder.resolve(rung + ".flv").toString()));
    }
    return all;
  }

  /** The plan of pushing one size to these. */
  PushPlan planOfOne(@Nullable String in, Destination... all) throws IOException {
    if (ladder.size() > 1) {
      throw new IllegalArgumentException("a ladder of several sizes needs a URL or --to");
    }
    return plan(in, rung -> List.of(all));
  }

  private PushPlan plan(@Nullable String in, Function<String, List<Destination>> destinations)
      throws IOException {
    if (loop < 0) {
      throw new IllegalArgumentException("--loop takes 0 or more, not " + loop);
    }
    List<PushSource.Media> sources = sources(in);
    PushPlan.Builder plan = PushPlan.of(sources.toArray(PushSource[]::new)).rounds(loop);
    SourceShape shape = copy ? null : SourceShape.of(sources.get(0));
    if (shape != null && slate != null) {
      plan.slate(slate);
      shape = shape.withVideoOf(SourceShape.of(PushSource.of(slate)));
    }
    VideoFormat video = shape == null ? null : shape.video();
    if (shape == null || video == null) {
      return plan.rendition(Rendition.copy("copy", array(destinations.apply("copy")))).build();
    }
    PushEncoding encodings = new PushEncoding(encoding);
    // A list may have sound further on.
    boolean silent = shape.sampleRate() == 0 && sources.size() == 1;
    plan.audio(silent ? null : encodings.audio(shape.sampleRate())).filter(filters());
    List<Rung> rungs =
        ladder.isEmpty()
            ? List.of(encodings.onlyRung(video))
            : ladder.stream().map(Rung::parse).toList();
    for (Rung rung : rungs) {
      VideoEncoding how = encodings.video(rung, video, ladder.isEmpty());
      Destination[] where = array(destinations.apply(rung.name()));
      plan.rendition(Rendition.of(rung.name(), how, where).withFit(fit));
    }
    return plan.build();
  }

  private List<PushSource.Media> sources(@Nullable String in) throws IOException {
    if (playlist == null) {
      return List.of(in != null ? PushSource.of(in) : PushSource.of(TestClip.path()));
    }
    if (in != null) {
      throw new IllegalArgumentException("--playlist takes the place of IN; use --to for the URL");
    }
    List<PushSource.Media> all =
        Files.readAllLines(playlist).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(PushSource::of)
            .toList();
    if (all.isEmpty()) {
      throw new IllegalArgumentException(playlist + " names nothing to play");
    }
    return all;
  }

  private @Nullable String filters() {
    String rate = encoding.frameRate().map(r -> "fps=" + r).orElse(null);
    if (filter == null || rate == null) {
      return filter == null ? rate : filter;
    }
    return filter + "," + rate;
  }

  private static Destination[] array(List<Destination> all) {
    return all.toArray(Destination[]::new);
  }
}
