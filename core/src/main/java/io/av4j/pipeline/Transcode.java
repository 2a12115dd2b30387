package io.av4j.pipeline;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioFittingEncoder;
import io.av4j.filter.Fit;
import io.av4j.filter.FittingEncoder;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFrame;

/**
 * One input into any number of outputs, each of its streams encoded anew, copied or left out, on
 * threads of their own. A stream that several tracks want is decoded once.
 */
public final class Transcode extends MediaJob {
  private int encoders;

  private Transcode(MediaInput input, ReadOptions options) {
    super("transcode", input, options);
  }

  /** All of an input, once. */
  public static Transcode of(MediaInput input) {
    return new Transcode(input, ReadOptions.DEFAULT);
  }

  /** A part of an input, or several rounds of it. */
  public static Transcode of(MediaInput input, ReadOptions options) {
    return new Transcode(input, options);
  }

  /**
   * Encodes a video into an output. Pictures come upright; those of another size or pixel format
   * than the settings' are scaled, {@link Fit#STRETCH}.
   *
   * @param settings the sample aspect ratio of their format tells players the pictures' shape.
   *     Where it is not set, or is that of the stream's format in their size, and there are no
   *     stages, the shape of the upright pictures is announced
   * @param stages what happens to the pictures before they are scaled, in that order; they stay
   *     their openers'
   * @return this
   * @throws io.av4j.MediaException as {@link MediaOutput#addVideo}
   */
  @SafeVarargs
  public final Transcode video(
      VideoStream stream,
      MediaOutput output,
      VideoEncoderSettings settings,
      Stage<VideoFrame, VideoFrame>... stages) {
    VideoEncoderSettings shaped =
        stages.length == 0 ? StreamShape.announce(stream, settings) : settings;
    VideoScaler scaler =
        pipeline().own(VideoScaler.to(settings.format().withColor(ColorProperties.UNKNOWN)));
    FittingEncoder encoder =
        pipeline().own(FittingEncoder.video(shaped, Fit.STRETCH, null, output.headerPlacement()));
    Sink<VideoFrame> encode =
        worker("encode").video(encoder.into(branch(output).video(encoder.encoder())));
    Sink<VideoFrame> chain = scaler.into(encode);
    for (int i = stages.length - 1; i >= 0; i--) {
      chain = stages[i].into(chain);
    }
    input().video(stream, worker("filter").video(chain));
    return this;
  }

  /**
   * Encodes a sound into an output. Sound of another kind than the settings' is resampled.
   *
   * @return this
   * @throws io.av4j.MediaException as {@link MediaOutput#addAudio}
   */
  public Transcode audio(AudioStream stream, MediaOutput output, AudioEncoderSettings settings) {
    AudioFittingEncoder encoder =
        pipeline().own(AudioFittingEncoder.audio(settings, output.headerPlacement()));
    // Sound is little work: its decoder's thread does all of it.
    input().audio(stream, encoder.into(branch(output).audio(encoder.encoder())));
    return this;
  }

  /**
   * Writes a stream into an output as it is.
   *
   * @return this
   * @throws io.av4j.UnsupportedMediaException if the container cannot carry the codec
   */
  public Transcode copy(MediaStream stream, MediaOutput output) {
    input().copy(stream, branch(output).copy(stream));
    return this;
  }

  private Worker worker(String job) {
    return pipeline().worker(job + "-" + encoders++ / 2, QueueLimits.FRAMES);
  }

  @Override
  void connect() {}
}
