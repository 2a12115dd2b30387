package io.av4j.pipeline;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.flow.Tee;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One video in several sizes and bit rates, each into an output of its own: a bit rate ladder.
 *
 * <p>The video is decoded once. Each picture is scaled once for each rung, from the picture of a
 * larger rung where that is at least twice as wide and high, else from the source. The sound is
 * encoded once for all. Keyframes lie on the same pictures in all rungs, at every multiple of the
 * interval and nowhere else, so that a player can change rungs there.
 *
 * <p>Input and outputs stay their openers'. Threads, failures, {@link #stop()} and {@link
 * #cancel()} are as in {@link Transcode}.
 */
public final class Ladder extends MediaJob {
  private static final int LEAST_SHRINKING = 2;
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(2);
  // Beyond what any frame rate brings in an interval: the encoder's own rhythm is not to interfere.
  private static final int FRAMES_WITHOUT_RATE = 100_000;

  private final VideoStream stream;
  private final List<Rung> rungs = new ArrayList<>();
  private @Nullable AudioStream audioStream;
  private @Nullable AudioEncoderSettings audioSettings;
  private Duration interval = USUAL_INTERVAL;

  private record Rung(MediaOutput output, VideoEncoderSettings settings) {
    VideoFormat format() {
      return settings.format();
    }

    long pixels() {
      return (long) format().width() * format().height();
    }

    /** Whether a picture of this rung is as good a source for the other one as the original. */
    boolean serves(Rung other) {
      return format().width() >= LEAST_SHRINKING * other.format().width()
          && format().height() >= LEAST_SHRINKING * other.format().height()
          && format().pixelFormat().equals(other.format().pixelFormat());
    }
  }

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
   * Adds a rung. Its GOP length and scene cut detection are overruled by the ladder's keyframes.
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

  /** All scaling: the source's picture to the rungs that take it, theirs to those below. */
  private Sink<VideoFrame> pictures() {
    List<Rung> largestFirst =
        rungs.stream().sorted(Comparator.comparingLong(Rung::pixels).reversed()).toList();
    List<Sink<VideoFrame>> fromSource = new ArrayList<>();
    List<List<Sink<VideoFrame>>> fromRung = new ArrayList<>();
    for (Rung rung : largestFirst) {
      List<Sink<VideoFrame>> takers = new ArrayList<>();
      takers.add(encode(rung));
      fromRung.add(takers);
    }
    // From the smallest up, so that what a rung gives away is known when its own turn comes.
    for (int i = largestFirst.size() - 1; i >= 0; i--) {
      Rung rung = largestFirst.get(i);
      VideoScaler scaler =
          pipeline().own(VideoScaler.to(rung.format().withColor(ColorProperties.UNKNOWN)));
      int giver = i - 1;
      while (giver >= 0 && !largestFirst.get(giver).serves(rung)) {
        giver--;
      }
      (giver < 0 ? fromSource : fromRung.get(giver)).add(scaler.into(Tee.of(fromRung.get(i))));
    }
    return Tee.of(fromSource);
  }

  private Sink<VideoFrame> encode(Rung rung) {
    Encoder<VideoFrame> encoder =
        pipeline()
            .own(Encoder.openVideo(withoutOwnKeyFrames(rung), rung.output().headerPlacement()));
    Sink<VideoFrame> encode = encoder.into(branch(rung.output()).video(encoder));
    return pipeline()
        .worker("encode-" + rungs.indexOf(rung), QueueLimits.FRAMES)
        .video(KeyFrames.every(interval, encoder, encode));
  }

  private VideoEncoderSettings withoutOwnKeyFrames(Rung rung) {
    var rate = rung.format().frameRate();
    // One more than lie between two of ours, whatever the rounding.
    long gop =
        rate.isSet()
            ? (long) Math.ceil(rate.toDouble() * interval.toNanos() / 1e9) + 1
            : FRAMES_WITHOUT_RATE;
    return rung.settings().withOption("g", Long.toString(gop)).withOption("sc_threshold", "0");
  }

  private Sink<AudioFrame> sound(AudioEncoderSettings settings) {
    boolean global =
        rungs.stream().anyMatch(r -> r.output().headerPlacement() == HeaderPlacement.GLOBAL);
    Encoder<AudioFrame> encoder =
        pipeline()
            .own(
                Encoder.openAudio(
                    settings, global ? HeaderPlacement.GLOBAL : HeaderPlacement.IN_BAND));
    AudioResampler resampler =
        pipeline().own(AudioResampler.to(settings.format(), encoder.frameSize()));
    List<Sink<Packet>> tracks = branches().stream().map(branch -> branch.audio(encoder)).toList();
    return resampler.into(encoder.into(Tee.of(tracks)));
  }
}
