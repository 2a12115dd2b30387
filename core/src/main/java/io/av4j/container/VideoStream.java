package io.av4j.container;

import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** A stream of pictures. */
public final class VideoStream extends MediaStream {
  private final @Nullable VideoFormat format;
  private final Rational averageFrameRate;
  private final Rational realFrameRate;
  private final Rational containerPixelShape;
  private final double rotation;
  private final @Nullable String uprightFilter;

  VideoStream(InputHandle input, AVStream stream) {
    super(input, stream);
    averageFrameRate = rational(stream.avg_frame_rate());
    realFrameRate = rational(stream.r_frame_rate());
    containerPixelShape = rational(stream.sample_aspect_ratio());
    rotation = SideDataReader.rotation(stream.codecpar());
    uprightFilter = SideDataReader.uprightFilter(stream.codecpar());
    AVRational guessed = avformat.av_guess_frame_rate(input.struct(), stream, null);
    Rational frameRate = rational(guessed);
    guessed.close();
    format = format(stream, frameRate, containerPixelShape);
  }

  private static @Nullable VideoFormat format(
      AVStream stream, Rational frameRate, Rational containerPixelShape) {
    AVCodecParameters p = stream.codecpar();
    if (p.width() < 1 || p.height() < 1 || p.format() < 0) {
      return null;
    }
    try {
      return new VideoFormat(
          p.width(),
          p.height(),
          PixelFormat.ofId(p.format()),
          frameRate,
          containerPixelShape.isSet() ? containerPixelShape : rational(p.sample_aspect_ratio()),
          ColorProperties.ofIds(
              p.color_range(),
              p.color_space(),
              p.color_primaries(),
              p.color_trc(),
              p.chroma_location()));
    } catch (IllegalArgumentException e) {
      // A size that no picture has: as good as none.
      return null;
    }
  }

  private static Rational rational(AVRational value) {
    return Rational.orUnset(Math.max(0, value.num()), Math.max(0, value.den()));
  }

  /**
   * What the pictures are like, with the frame rate {@code av_guess_frame_rate} tells.
   *
   * @throws io.av4j.InvalidMediaException if probing found no size or pixel format
   */
  public VideoFormat format() {
    if (format == null) {
      throw new io.av4j.InvalidMediaException(
          this + " of " + input().location() + ": the size of the pictures is not known");
    }
    return format;
  }

  /** Whether probing found out what the pictures are like. */
  public boolean hasFormat() {
    return format != null;
  }

  /** Frames by duration ({@code avg_frame_rate}); 0/1 where unknown. */
  public Rational averageFrameRate() {
    return averageFrameRate;
  }

  /**
   * The rate in which all timestamps can be told exactly ({@code r_frame_rate}); 0/1 where unknown.
   */
  public Rational realFrameRate() {
    return realFrameRate;
  }

  /**
   * Whether every picture seems to last equally long: the average and the real rate agree within a
   * thousandth, and the rate is one that cameras and broadcasts use, a whole number or 1000/1001 of
   * one.
   */
  public boolean constantFrameRate() {
    Rational rate = averageFrameRate.reduce();
    boolean usual = rate.den() == 1 || (rate.den() == 1001 && rate.num() % 1000 == 0);
    return averageFrameRate.isSet()
        && usual
        && Math.abs(averageFrameRate.toDouble() / realFrameRate.toDouble() - 1) < 0.001;
  }

  /**
   * How far to turn the pictures clockwise to show them, in degrees from 0 to 360; of the display
   * matrix.
   */
  public double rotation() {
    return rotation;
  }

  /**
   * The filters that turn and mirror the pictures the way they are to be shown, as the ffmpeg
   * program does by itself; empty where they are upright. For {@code FilterGraph.video}.
   */
  public Optional<String> uprightFilter() {
    return Optional.ofNullable(uprightFilter);
  }

  /** The size of the pictures when upright. */
  public VideoFormat uprightFormat() {
    VideoFormat coded = format();
    if (uprightFilter == null || !uprightFilter.startsWith("transpose")) {
      return coded;
    }
    Rational aspect = coded.sampleAspectRatio();
    return coded
        .withSize(coded.height(), coded.width())
        .withSampleAspectRatio(aspect.isSet() ? aspect.invert() : aspect);
  }

  /** Whether this is a cover or thumbnail rather than a video. */
  public boolean attachedPicture() {
    return disposition().contains("attached_pic");
  }

  /** Opens a decoder with {@link DecoderOptions#DEFAULT}. The caller closes it. */
  public Decoder<VideoFrame> openDecoder() {
    return openDecoder(DecoderOptions.DEFAULT);
  }

  /**
   * Opens a decoder. The caller closes it; it does not need the input once it is open.
   *
   * @throws io.av4j.UnsupportedMediaException if this FFmpeg has none for the codec
   * @throws IllegalStateException if the input is closed or in use
   */
  public Decoder<VideoFrame> openDecoder(DecoderOptions options) {
    input().enter();
    try {
      Rational rate = averageFrameRate.isSet() ? averageFrameRate : realFrameRate;
      return Decoder.openVideo(struct().codecpar(), timeBase(), rate, containerPixelShape, options);
    } finally {
      input().exit();
    }
  }

  static boolean is(AVStream stream) {
    return stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO
        && stream.codecpar().codec_id() != avcodec.AV_CODEC_ID_NONE;
  }
}
