package io.av4j.pipeline;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.EncoderTraits;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioFittingEncoder;
import io.av4j.filter.Fit;
import io.av4j.filter.FittingEncoder;
import io.av4j.filter.ScaleLadder;
import io.av4j.flow.Sink;
import io.av4j.flow.Tee;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One video in several sizes and bit rates, each into an output of its own: a bit rate ladder.
 *
 * <p>The video is decoded once. Each picture comes upright and is scaled once for each rung, by a
 * {@link ScaleLadder}. The sound is encoded once for all. Keyframes lie on the same pictures in all
 * rungs, at every multiple of the interval and, with encoders that can ({@link
 * EncoderTraits.Ability#NO_OTHER_KEY_FRAMES}), nowhere else, so that a player can change rungs
 * there.
 *
 * <p>Input and outputs stay their openers'. Threads, failures, {@link #stop()} and {@link
 * #cancel()} are as in {@link Transcode}.
 */
public final class Ladder extends MediaJob {
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(2);
  private static final Rational SQUARE = new Rational(1, 1);

  private final VideoStream stream;
  private final List<Rung> rungs = new ArrayList<>();
  private @Nullable AudioStream audioStream;
  private @Nullable AudioEncoderSettings audioSettings;
  private Duration interval = USUAL_INTERVAL;
  private Fit fit = Fit.LETTERBOX;

  private record Rung(MediaOutput output, VideoEncoderSettings settings) {}

  private Ladder(MediaInput input, VideoStream stream, ReadOptions options) {
    super("ladder", input, options);
    this.stream = stream;
  }

  /** A ladder of the input's best video. */
  public static Ladder of(MediaInput input) {
    return of(input, input.bestVideo(), ReadOptions.DEFAULT);
  }

  /** A ladder of a video, or of a part or several rounds of it. */
  public static Ladder of(MediaInput input, VideoStream stream, ReadOptions options) {
    return new Ladder(input, stream, options);
  }

  /**
   * Adds a rung. Its GOP length and scene cut detection are overruled by the ladder's keyframes
   * ({@link EncoderTraits#forcedKeyFramesOnly}).
   *
   * @return this
   */
  public Ladder rung(MediaOutput output, VideoEncoderSettings settings) {
    pipeline().requireNotStarted();
    rungs.add(new Rung(output, settings));
    return this;
  }

  /**
   * Encodes a sound once, into the outputs of all rungs.
   *
   * @return this
   */
  public Ladder audio(AudioStream sound, AudioEncoderSettings settings) {
    pipeline().requireNotStarted();
    audioStream = sound;
    audioSettings = settings;
    return this;
  }

  /**
   * How much media lies between two keyframes; without it two seconds.
   *
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public Ladder keyFrameInterval(Duration mediaTime) {
    pipeline().requireNotStarted();
    if (mediaTime.toNanos() < 1000) {
      throw new IllegalArgumentException("a keyframe interval must be positive: " + mediaTime);
    }
    interval = mediaTime;
    return this;
  }

  /**
   * How pictures of another shape than a rung's are brought into it; without it they are
   * letterboxed. Letterboxed and cropped pictures have square pixels.
   *
   * @return this
   */
  public Ladder fit(Fit how) {
    pipeline().requireNotStarted();
    fit = how;
    return this;
  }

  @Override
  void connect() {
    if (rungs.isEmpty()) {
      throw new IllegalStateException("a ladder needs a rung");
    }
    input().video(stream, pipeline().worker("scale", QueueLimits.FRAMES).video(pictures()));
    if (audioStream != null && audioSettings != null) {
      input().audio(audioStream, sound(audioSettings));
    }
  }

  /** All scaling, and what comes behind it. */
  private Sink<VideoFrame> pictures() {
    List<ScaleLadder.Rung> sizes = new ArrayList<>();
    for (Rung rung : rungs) {
      VideoEncoderSettings settings = encoded(rung.settings());
      sizes.add(
          new ScaleLadder.Rung(
              settings.format().withColor(ColorProperties.UNKNOWN),
              fit,
              encode(rung.output(), settings, sizes.size())));
    }
    return pipeline().own(ScaleLadder.of(sizes));
  }

  private Sink<VideoFrame> encode(MediaOutput output, VideoEncoderSettings settings, int index) {
    FittingEncoder encoder =
        pipeline().own(FittingEncoder.video(settings, fit, interval, output.headerPlacement()));
    return pipeline()
        .worker("encode-" + index, QueueLimits.FRAMES)
        .video(encoder.into(branch(output).video(encoder.encoder())));
  }

  private VideoEncoderSettings encoded(VideoEncoderSettings settings) {
    VideoEncoderSettings ruled =
        settings.withOverrides(EncoderTraits.of(settings.encoder()).forcedKeyFramesOnly());
    return fit == Fit.STRETCH
        ? StreamShape.announce(stream, ruled)
        : ruled.withFormat(ruled.format().withSampleAspectRatio(SQUARE));
  }

  private Sink<AudioFrame> sound(AudioEncoderSettings settings) {
    boolean global =
        rungs.stream().anyMatch(r -> r.output().headerPlacement() == HeaderPlacement.GLOBAL);
    AudioFittingEncoder encoder =
        pipeline()
            .own(
                AudioFittingEncoder.audio(
                    settings, global ? HeaderPlacement.GLOBAL : HeaderPlacement.IN_BAND));
    return encoder.into(
        Tee.of(branches().stream().map(branch -> branch.audio(encoder.encoder())).toList()));
  }
}
