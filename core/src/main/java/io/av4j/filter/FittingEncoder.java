package io.av4j.filter;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Encoder;
import io.av4j.codec.EncoderTraits;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Encodes pictures of any size and pixel format: a {@link VideoScaler}, the keyframes, and the
 * {@link Encoder} behind them.
 *
 * <p>A picture that is right already reaches the encoder untouched. Serves one thread at a time.
 * The opener closes it.
 */
public final class FittingEncoder implements Stage<VideoFrame, Packet>, AutoCloseable {
  private static final Rational SQUARE = new Rational(1, 1);

  private final VideoScaler scaler;
  private final Encoder<VideoFrame> encoder;
  private final @Nullable KeyFrameRhythm keyFrames;

  private FittingEncoder(
      VideoScaler scaler, Encoder<VideoFrame> encoder, @Nullable KeyFrameRhythm keyFrames) {
    this.scaler = scaler;
    this.encoder = encoder;
    this.keyFrames = keyFrames;
  }

  /**
   * Opens an encoder for pictures of any kind.
   *
   * @param settings the format is that of the encoded pictures. Where it has no sample aspect ratio
   *     and pictures are letterboxed or cropped, their pixels are square; where they are stretched
   *     it must tell the pixels' shape, as {@link VideoFormat#withSize} does, since the encoder
   *     announces it before the first picture
   * @param fit how pictures of another shape are brought into that format
   * @param keyFrameInterval the first picture of each interval of media time, counted from zero,
   *     becomes a keyframe, and as far as the encoder can no other; {@link
   *     EncoderTraits#forcedKeyFramesOnly}, against which the settings' own options win. Null
   *     leaves keyframes to the encoder and its settings
   * @throws io.av4j.UnsupportedMediaException if this FFmpeg has no such encoder, or the encoder
   *     not this format
   * @throws IllegalArgumentException if the encoder does not know an option, or the interval is
   *     shorter than a microsecond
   * @throws io.av4j.MediaException if the encoder does not open, with what it logged
   */
  public static FittingEncoder video(
      VideoEncoderSettings settings,
      Fit fit,
      @Nullable Duration keyFrameInterval,
      HeaderPlacement headers) {
    KeyFrameRhythm keyFrames = null;
    VideoEncoderSettings all = settings.withFormat(announced(settings.format(), fit));
    if (keyFrameInterval != null) {
      keyFrames = new KeyFrameRhythm(keyFrameInterval);
      all = all.withDefaults(EncoderTraits.of(settings.encoder()).forcedKeyFramesOnly());
    }
    // What the pictures' colours are, they know better than settings made before them.
    VideoScaler scaler = VideoScaler.to(all.format().withColor(ColorProperties.UNKNOWN), fit);
    try {
      return new FittingEncoder(scaler, Encoder.openVideo(all, headers), keyFrames);
    } catch (RuntimeException e) {
      scaler.close();
      throw e;
    }
  }

  private static VideoFormat announced(VideoFormat format, Fit fit) {
    return fit == Fit.STRETCH || format.sampleAspectRatio().isSet()
        ? format
        : format.withSampleAspectRatio(SQUARE);
  }

  /**
   * Scales and encodes one picture.
   *
   * @throws io.av4j.UnsupportedMediaException if swscale cannot read the picture's format
   * @throws IllegalArgumentException if the picture has no pts
   * @throws IllegalStateException if closed, flushed or in use, or the frame's turn is over
   * @throws io.av4j.MediaException if the encoder fails
   */
  @Override
  public void feed(VideoFrame frame, Sink<? super Packet> sink) {
    if (keyFrames != null && keyFrames.begins(frame)) {
      encoder.requestKeyFrame();
    }
    scaler.feed(frame, fitting -> encoder.feed(fitting, sink));
  }

  @Override
  public void flush(Sink<? super Packet> sink) {
    encoder.flush(sink);
  }

  /** What the packets are like. The caller closes it. */
  public CodecParameters parameters() {
    return CodecParameters.of(encoder);
  }

  /** The encoder inside; closed with this. */
  public Encoder<VideoFrame> encoder() {
    return encoder;
  }

  /** Asks for one more keyframe; {@link Encoder#requestKeyFrame}. */
  public void requestKeyFrame() {
    encoder.requestKeyFrame();
  }

  /** Changes the bit rate; {@link Encoder#changeBitRate}. */
  public void changeBitRate(long bitsPerSecond) {
    encoder.changeBitRate(bitsPerSecond);
  }

  /** Whether {@link #changeBitRate} has an effect. */
  public boolean canChangeBitRate() {
    return encoder.canChangeBitRate();
  }

  /** Frees all with what is inside. Idempotent, never throws; waits for a thread inside. */
  @Override
  public void close() {
    scaler.close();
    encoder.close();
  }
}
