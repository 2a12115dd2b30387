package io.av4j.examples;

import io.av4j.container.MediaInput;
import io.av4j.frame.VideoFormat;
import io.av4j.push.AudioEncoding;
import io.av4j.push.Destination;
import io.av4j.push.PushPlan;
import io.av4j.push.PushSource;
import io.av4j.push.VideoEncoding;
import io.av4j.time.Rational;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a push to several places, and the plan they make. */
final class LivePlan {
  private static final String RUNG = "{rung}";
  private static final int PREFERRED_HEIGHT = 720;
  private static final double USUAL_RATE = 30;

  /** Bits a second that a rung of at least that height usually gets. */
  private static final TreeMap<Integer, Long> USUAL_BITS =
      new TreeMap<>(
          Map.of(
              0, 250_000L,
              240, 400_000L,
              360, 800_000L,
              480, 1_200_000L,
              540, 1_600_000L,
              720, 2_500_000L,
              1080, 4_500_000L,
              1440, 9_000_000L));

  @Option(
      names = "--to",
      paramLabel = "URL",
      description = {
        "where to push to, in place of the second argument; repeatable, and each on its own:",
        "one that fails disturbs no other and is connected again. " + RUNG + " is the rung's name"
      })
  List<String> to = List.of();

  @Option(
      names = "--ladder",
      paramLabel = "RUNGS",
      split = ",",
      description = "with --to: several sizes from one decoding, e.g. 720p,360p or 720p:2M,360p")
  private List<String> ladder = List.of();

  @Option(
      names = "--playlist",
      paramLabel = "FILE",
      description = "with --to: play the files and URLs in it, one a line, in place of IN")
  private @Nullable Path playlist;

  @Option(
      names = "--slate",
      paramLabel = "PICTURE",
      description = "with --to: what is shown while no source gives pictures")
  private @Nullable Path slate;

  @Mixin private EncodingOptions encoding = new EncodingOptions();

  EncodingOptions encoding() {
    return encoding;
  }

  /** Whether it is asked for. */
  boolean isWanted() {
    return !to.isEmpty() || playlist != null || slate != null || !ladder.isEmpty();
  }

  /**
   * The plan.
   *
   * @param in what to push where there is no playlist
   * @param recordings a folder that each rung is kept in, or null
   */
  PushPlan plan(@Nullable String in, boolean copy, int rounds, @Nullable Path recordings)
      throws IOException {
    if (to.isEmpty()) {
      throw new IllegalArgumentException("--ladder, --playlist and --slate need --to");
    }
    List<String> sources = playlist == null ? List.of(source(in)) : Files.readAllLines(playlist);
    PushSource[] all =
        sources.stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(PushSource::of)
            .toArray(PushSource[]::new);
    if (all.length == 0) {
      throw new IllegalArgumentException(playlist + " names nothing to play");
    }
    requireNoOther();
    PushPlan.Builder plan = PushPlan.of(all).rounds(rounds);
    if (slate != null) {
      plan.slate(slate.toString());
    }
    plan.audio(sound());
    if (copy) {
      return plan.copy(destinations("copy", recordings)).build();
    }
    VideoFormat format = format(all);
    for (String rung : ladder.isEmpty() ? List.of(ownRung(format)) : ladder) {
      String name = rung.split(":", 2)[0].strip();
      plan.rendition(name, encoding(rung, format), destinations(name, recordings));
    }
    return plan.build();
  }

  private static String source(@Nullable String in) throws IOException {
    return in != null ? in : TestClip.path().toString();
  }

  private static VideoFormat format(PushSource[] sources) {
    PushSource.Media first = (PushSource.Media) sources[0];
    try (MediaInput input = MediaInput.open(first.url())) {
      return input.bestVideo().uprightFormat();
    }
  }

  private static String ownRung(VideoFormat format) {
    return Math.min(PREFERRED_HEIGHT, format.height()) + "p";
  }

  private VideoEncoding encoding(String rung, VideoFormat format) {
    String[] parts = rung.split(":", 2);
    int height;
    try {
      height = Integer.parseInt(parts[0].strip().replaceFirst("p$", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a rung is a height such as 720p, not " + rung);
    }
    height = height / 2 * 2;
    int width = (int) Math.round((double) format.width() * height / format.height() / 2) * 2;
    long bits = USUAL_BITS.floorEntry(Math.max(0, height)).getValue();
    if (parts.length > 1) {
      bits = EncodingOptions.bits(parts[1]);
    } else if (ladder.isEmpty() && encoding.videoBitrate != null) {
      bits = EncodingOptions.bits(encoding.videoBitrate);
    }
    VideoEncoding video = encoder(width, height, bits);
    if (encoding.gop != null) {
      Rational rate = format.frameRate();
      double seconds = encoding.gop / (rate.isSet() ? rate.toDouble() : USUAL_RATE);
      video = video.withKeyFrameInterval(Duration.ofMillis(Math.round(seconds * 1000)));
    }
    if (encoding.profile != null) {
      video = video.withOption("profile", encoding.profile);
    }
    if (encoding.preset != null) {
      video = video.withOption("preset", encoding.preset);
    }
    if (encoding.tune != null) {
      video = video.withOption("tune", encoding.tune);
    }
    return video;
  }

  private VideoEncoding encoder(int width, int height, long bits) {
    return switch (encoding.videoCodec) {
      case "libx264" -> VideoEncoding.x264(width, height, bits);
      case "h264_nvenc" -> VideoEncoding.nvenc(width, height, bits);
      default ->
          new VideoEncoding(
              width, height, bits, encoding.videoCodec, Duration.ofSeconds(2), Map.of(), null);
    };
  }

  private AudioEncoding sound() {
    int bits =
        encoding.audioBitrate == null
            ? AudioEncoding.AAC.bitsPerSecond()
            : (int) EncodingOptions.bits(encoding.audioBitrate);
    // Opus knows no 44.1 kHz.
    int rate = encoding.audioCodec.contains("opus") ? 48_000 : AudioEncoding.AAC.sampleRate();
    return new AudioEncoding(encoding.audioCodec, bits, rate, AudioEncoding.AAC.channels());
  }

  /** Nothing that is asked for may be passed over in silence. */
  private void requireNoOther() {
    Map<String, @Nullable Object> others = new TreeMap<>();
    others.put("--crf", encoding.crf);
    others.put("--scale", encoding.scale);
    others.put("--fps", encoding.fps);
    others.put("--maxrate", encoding.maxrate);
    others.put("--bufsize", encoding.bufsize);
    others.put("--threads", encoding.threads);
    others.forEach(
        (name, value) -> {
          if (value != null) {
            throw new IllegalArgumentException(
                name + " does not go with --to; a rung of --ladder is its size and its rate");
          }
        });
  }

  private Destination[] destinations(String rung, @Nullable Path recordings) throws IOException {
    List<Destination> all = new ArrayList<>();
    for (int i = 0; i < to.size(); i++) {
      String url = to.get(i);
      if (ladder.size() > 1 && !url.contains(RUNG)) {
        url = url + "_" + RUNG;
      }
      all.add(Destination.of(rung + "-" + (i + 1), url.replace(RUNG, rung)));
    }
    if (recordings != null) {
      Files.createDirectories(recordings);
      all.add(Destination.of(rung + "-record", recordings.resolve(rung + ".flv").toString()));
    }
    return all.toArray(Destination[]::new);
  }
}
