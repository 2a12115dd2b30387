package io.av4j.pipeline;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Encoder;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.AudioFrame;
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
   * than the settings' are scaled.
   *
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
    VideoScaler scaler =
        pipeline().own(VideoScaler.to(settings.format().withColor(ColorProperties.UNKNOWN)));
    Encoder<VideoFrame> encoder =
        pipeline().own(Encoder.openVideo(settings, output.headerPlacement()));
    Sink<VideoFrame> encode = worker("encode").video(encoder.into(branch(output).video(encoder)));
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
    Encoder<AudioFrame> encoder =
        pipeline().own(Encoder.openAudio(settings, output.headerPlacement()));
    AudioResampler resampler =
        pipeline().own(AudioResampler.to(settings.format(), encoder.frameSize()));
    // Sound is little work: its decoder's thread does all of it.
    input().audio(stream, resampler.into(encoder.into(branch(output).audio(encoder))));
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
