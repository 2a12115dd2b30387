package io.av4j.internal;

import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** An AVFrame of av4j's own, freed with {@code av_frame_free}. */
public final class NativeFrame extends TimedHandle {
  /** Where the fields are; known when the natives are loaded. */
  private static final class At {
    static final int EXTENDED_DATA = of("extended_data");
    static final int LINESIZE = of("linesize");
    static final int WIDTH = of("width");
    static final int HEIGHT = of("height");
    static final int NB_SAMPLES = of("nb_samples");
    static final int FORMAT = of("format");
    static final int PICT_TYPE = of("pict_type");
    static final int QUALITY = of("quality");
    static final int SAMPLE_ASPECT_RATIO = of("sample_aspect_ratio");
    static final int PTS = of("pts");
    static final int TIME_BASE = of("time_base");
    static final int REPEAT_PICT = of("repeat_pict");
    static final int SAMPLE_RATE = of("sample_rate");
    static final int FLAGS = of("flags");
    static final int COLOR_RANGE = of("color_range");
    static final int COLORSPACE = of("colorspace");
    static final int CHROMA_LOCATION = of("chroma_location");
    static final int BEST_EFFORT_TIMESTAMP = of("best_effort_timestamp");
    static final int DURATION = of("duration");
    static final int CHANNELS =
        of("ch_layout") + Loader.offsetof(AVChannelLayout.class, "nb_channels");

    private static int of(String field) {
      return Loader.offsetof(AVFrame.class, field);
    }
  }

  private static final int PICTURE_PLANES = 4;

  private final AVFrame frame;
  private @Nullable AVChannelLayout channelLayout;
  private @Nullable PointerPointer<?> planes;

  private NativeFrame(AVFrame frame, boolean lending) {
    super(
        NativeType.FRAME,
        lending,
        new AVFrame(frame).capacity(1),
        At.PTS,
        At.DURATION,
        At.TIME_BASE);
    this.frame = frame;
  }

  /** A frame whose user closes it. */
  public static NativeFrame owned() {
    return new NativeFrame(allocate(), false);
  }

  /** A frame that a stage fills again and again and lends. */
  public static NativeFrame lending() {
    return new NativeFrame(allocate(), true);
  }

  private static AVFrame allocate() {
    Natives.require();
    return AvError.notNull(avutil.av_frame_alloc(), "av_frame_alloc");
  }

  /**
   * The struct. Use between {@link #enter()} and {@link #exit()}, or as the only one who knows the
   * frame.
   */
  public AVFrame struct() {
    return frame;
  }

  /** Whether a plane's lines go backwards through memory, as {@code vflip} leaves them. */
  public boolean isUpsideDown() {
    for (int plane = 0; plane < PICTURE_PLANES; plane++) {
      if (intAt(At.LINESIZE + plane * Integer.BYTES) < 0) {
        return true;
      }
    }
    return false;
  }

  /** The number of the pixel or sample format. */
  public int format() {
    return intAt(At.FORMAT);
  }

  /** In pixels. */
  public int width() {
    return intAt(At.WIDTH);
  }

  /** In pixels. */
  public int height() {
    return intAt(At.HEIGHT);
  }

  /** The {@code AV_FRAME_FLAG_} bits. */
  public int flags() {
    return intAt(At.FLAGS);
  }

  /** The numerator of a pixel's width by its height. */
  public int aspectNum() {
    return intAt(At.SAMPLE_ASPECT_RATIO);
  }

  /** The denominator of a pixel's width by its height. */
  public int aspectDen() {
    return intAt(At.SAMPLE_ASPECT_RATIO + Integer.BYTES);
  }

  /** Sets a pixel's width by its height. */
  public void setAspect(int num, int den) {
    setIntAt(At.SAMPLE_ASPECT_RATIO, num);
    setIntAt(At.SAMPLE_ASPECT_RATIO + Integer.BYTES, den);
  }

  /** The number of the range of the samples. */
  public int colorRange() {
    return intAt(At.COLOR_RANGE);
  }

  /** Sets the range of the samples. */
  public void setColorRange(int range) {
    setIntAt(At.COLOR_RANGE, range);
  }

  /** The number of the matrix. */
  public int colorSpace() {
    return intAt(At.COLORSPACE);
  }

  /** Sets the matrix. */
  public void setColorSpace(int space) {
    setIntAt(At.COLORSPACE, space);
  }

  /** The number of the place of the chroma samples. */
  public int chromaLocation() {
    return intAt(At.CHROMA_LOCATION);
  }

  /** Sets the place of the chroma samples. */
  public void setChromaLocation(int location) {
    setIntAt(At.CHROMA_LOCATION, location);
  }

  /** Sets the type that the picture was, or is to be, coded as. */
  public void setPictureType(int type) {
    setIntAt(At.PICT_TYPE, type);
  }

  /** Sets the quantizer for encoders that take one with each frame, in FFmpeg's lambda. */
  public void setQuality(int lambda) {
    setIntAt(At.QUALITY, lambda);
  }

  /** How many fields longer the picture is shown. */
  public int repeatedFields() {
    return intAt(At.REPEAT_PICT);
  }

  /** The codec's best guess at the pts, or {@code AV_NOPTS_VALUE}. */
  public long bestEffortTimestamp() {
    return longAt(At.BEST_EFFORT_TIMESTAMP);
  }

  /** Samples a second. */
  public int sampleRate() {
    return intAt(At.SAMPLE_RATE);
  }

  /** Samples of each channel. */
  public int samples() {
    return intAt(At.NB_SAMPLES);
  }

  /** How many channels the sound has. */
  public int channels() {
    return intAt(At.CHANNELS);
  }

  /** The channels, a wrapper made once. */
  public AVChannelLayout channelLayout() {
    AVChannelLayout known = channelLayout;
    if (known == null) {
      known = frame.ch_layout();
      channelLayout = known;
    }
    return known;
  }

  /**
   * The planes of the samples: {@code extended_data}, whose wrapper is made anew only where they
   * lie elsewhere, as they can with more than eight.
   */
  public PointerPointer<?> planes() {
    PointerPointer<?> known = planes;
    if (known == null || known.address() != longAt(At.EXTENDED_DATA)) {
      known = frame.extended_data();
      planes = known;
    }
    return known;
  }

  /** An owned frame that shares this one's buffers. */
  public NativeFrame newRef() {
    NativeFrame copy = owned();
    try {
      AvError.check(avutil.av_frame_ref(copy.frame, frame), "av_frame_ref");
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  @Override
  void freeStruct() {
    avutil.av_frame_free(frame);
  }
}
