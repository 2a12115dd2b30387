package io.av4j.examples;

import io.av4j.codec.RateControl;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.filter.Fit;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.AudioEncoding;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushChange;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.PushSource;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.PushUrl;
import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.RetryPolicy;
import io.av4j.push.plan.VideoEncoding;
import io.av4j.time.Rational;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Plans and changes of every kind, by a seed. Each secret in them holds {@link #SECRET}. */
final class RandomPlans {
  static final String SECRET = "Geheim";

  private final Random random;
  private int names;

  RandomPlans(long seed) {
    random = new Random(seed);
  }

  PushPlan plan() {
    return new PushPlan(
        text("push"),
        list(1, 3, this::source),
        random.nextInt(4),
        list(1, 4, this::rendition),
        maybe(this::audio),
        maybe(this::media),
        maybe(() -> text("fps=25,drawtext=text='a:b'")),
        random.nextBoolean() ? timing() : PushTiming.DEFAULT);
  }

  PushChange change() {
    return switch (random.nextInt(12)) {
      case 0 -> new PushChange.AddDestination(text("r"), destination());
      case 1 -> new PushChange.RemoveDestination(text("d"));
      case 2 -> new PushChange.DisableDestination(text("d"));
      case 3 -> new PushChange.EnableDestination(text("d"));
      case 4 -> new PushChange.RetryNow(text("d"));
      case 5 -> new PushChange.AddRendition(rendition());
      case 6 -> new PushChange.RemoveRendition(text("r"));
      case 7 -> new PushChange.ChangeSlate(maybe(this::media));
      case 8 -> new PushChange.ChangeSources(list(1, 3, this::source), random.nextInt(3));
      case 9 -> new PushChange.ChangeBitRate(text("r"), bits());
      case 10 -> new PushChange.ChangeEncoding(text("r"), video(1));
      default -> new PushChange.ChangeFilter(maybe(() -> text("r")), maybe(() -> text("null")));
    };
  }

  private PushSource source() {
    return media();
  }

  private PushSource.Media media() {
    return random.nextBoolean()
        ? new PushSource.File(Path.of(text("some where"), text("show.mp4")), secretOptions())
        : new PushSource.Url(
            "https://user:" + secret() + "@host.example/live/x.m3u8?token=" + secret(),
            secretOptions());
  }

  private Rendition rendition() {
    VideoEncoding encoding = maybe(() -> video(2));
    return new Rendition(
        text("r"),
        encoding,
        List.of(Fit.values()).get(random.nextInt(3)),
        encoding == null ? null : maybe(() -> text("hflip")),
        list(1, 3, this::destination));
  }

  private Destination destination() {
    String url =
        random.nextBoolean()
            ? "rtmp://host.example:1935/live/" + secret() + "?sign=" + secret()
            : "srt://host.example:9000?passphrase=" + secret();
    return new Destination(text("d"), PushUrl.of(url), secretOptions(), retry());
  }

  private RetryPolicy retry() {
    return new RetryPolicy(limit(), limit(), limit());
  }

  private RetryPolicy.Limit limit() {
    return new RetryPolicy.Limit(random.nextInt(5) - 1, maybe(this::duration));
  }

  private VideoEncoding video(int fallbacks) {
    VideoFormat format =
        new VideoFormat(
            2 * (1 + random.nextInt(2000)),
            2 * (1 + random.nextInt(2000)),
            new PixelFormat(text("yuv420p")),
            rational(),
            rational(),
            random.nextBoolean()
                ? ColorProperties.UNKNOWN
                : new ColorProperties("tv", "bt709", "bt709", text("bt709"), "left"));
    VideoEncoderSettings settings =
        new VideoEncoderSettings(
            text("libx264"),
            format,
            new Rational(1 + random.nextInt(1000), 1 + random.nextInt(100_000)),
            options(),
            maybe(this::rate));
    return new VideoEncoding(
        settings, duration(), fallbacks > 0 ? maybe(() -> video(fallbacks - 1)) : null);
  }

  private RateControl rate() {
    double crf = random.nextInt(500) / 10.0;
    long bits = bits();
    return switch (random.nextInt(6)) {
      case 0 -> new RateControl.Quality(crf);
      case 1 -> new RateControl.Average(bits);
      case 2 -> new RateControl.Capped(bits, bits + random.nextInt(1000), bits());
      case 3 -> new RateControl.CappedQuality(crf, bits, bits());
      case 4 -> new RateControl.Constant(bits);
      default -> new RateControl.Quantizer(random.nextInt(50));
    };
  }

  private AudioEncoding audio() {
    return new AudioEncoding(
        text("aac"),
        1 + random.nextInt(500_000),
        1 + random.nextInt(96_000),
        1 + random.nextInt(8));
  }

  private PushTiming timing() {
    return new PushTiming(
        duration(),
        duration(),
        duration(),
        duration(),
        duration(),
        duration(),
        duration(),
        duration(),
        duration(),
        duration(),
        random.nextBoolean() ? PushTiming.Timestamps.RESTART : PushTiming.Timestamps.CONTINUE);
  }

  private Duration duration() {
    return Duration.ofMillis(1 + random.nextInt(100_000)).plusNanos(random.nextInt(1_000_000));
  }

  private Rational rational() {
    // Terms that are not the lowest are kept too.
    return random.nextInt(4) == 0
        ? Rational.UNSET
        : new Rational(random.nextInt(60_000), 1 + random.nextInt(1001));
  }

  private long bits() {
    return 1L + random.nextInt(2_000_000_000);
  }

  private Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      options.put(text("key"), text("va\"lue"));
    }
    return options;
  }

  private Map<String, String> secretOptions() {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      options.put(text("headers"), "Authorization: Bearer " + secret() + "\r\n");
    }
    return options;
  }

  private String secret() {
    return SECRET + Integer.toHexString(random.nextInt());
  }

  /** With characters that a careless writer stumbles over. */
  private String text(String begin) {
    String[] ends = {"", " ", "é", "日本", "\"", "\\", "{}", "\t", "𝄞"};
    // Names must differ.
    return begin + ++names + ends[random.nextInt(ends.length)];
  }

  private <T> T maybe(Supplier<T> value) {
    return random.nextInt(3) == 0 ? null : value.get();
  }

  private <T> List<T> list(int least, int most, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
      items.add(item.get());
    }
    return items;
  }
}
