package io.av4j.codec;

import io.av4j.UnsupportedMediaException;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.internal.AvError;
import io.av4j.internal.Natives;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** What an encoder of this FFmpeg build takes ({@code avcodec_get_supported_config}). */
public final class EncoderSupport {
  private EncoderSupport() {}

  /**
   * The pixel formats the encoder takes, best first; empty where it does not say.
   *
   * @throws UnsupportedMediaException if there is no such encoder
   * @throws IllegalArgumentException if the encoder is of another kind of media
   */
  public static List<PixelFormat> pixelFormats(String encoder) {
    List<PixelFormat> formats = new ArrayList<>();
    for (int id :
        configured(find(encoder, avutil.AVMEDIA_TYPE_VIDEO), avcodec.AV_CODEC_CONFIG_PIX_FORMAT)) {
      formats.add(PixelFormat.ofId(id));
    }
    return formats;
  }

  /**
   * The sample formats the encoder takes, best first; empty where it does not say.
   *
   * @throws UnsupportedMediaException if there is no such encoder
   * @throws IllegalArgumentException if the encoder is of another kind of media
   */
  public static List<SampleFormat> sampleFormats(String encoder) {
    List<SampleFormat> formats = new ArrayList<>();
    for (int id :
        configured(
            find(encoder, avutil.AVMEDIA_TYPE_AUDIO), avcodec.AV_CODEC_CONFIG_SAMPLE_FORMAT)) {
      formats.add(SampleFormat.ofId(id));
    }
    return formats;
  }

  /**
   * The pixel format among the encoder's that loses least of another ({@code
   * av_find_best_pix_fmt_of_2}).
   *
   * @throws UnsupportedMediaException if there is no such encoder
   * @throws IllegalArgumentException if the encoder is of another kind of media
   */
  public static PixelFormat nearest(String encoder, PixelFormat source) {
    List<PixelFormat> taken = pixelFormats(encoder);
    if (taken.isEmpty() || taken.contains(source)) {
      return source;
    }
    int best = taken.get(0).id();
    for (PixelFormat candidate : taken) {
      if (!candidate.isHardware()) {
        best = avutil.av_find_best_pix_fmt_of_2(best, candidate.id(), source.id(), 0, (int[]) null);
      }
    }
    return PixelFormat.ofId(best);
  }

  /** Why there is no encoder of that name, with what to add where that is known. */
  static String whyMissing(String encoder) {
    boolean gpl = encoder.startsWith("libx26");
    return "this FFmpeg ("
        + AvError.string(avutil.avutil_license())
        + ") has no encoder "
        + encoder
        + (gpl
            ? "; x264 and x265 come with the GPL natives: add org.bytedeco:ffmpeg-platform-gpl"
            : "");
  }

  /** The encoder of that name for that kind of media ({@code AVMEDIA_TYPE_…}). */
  static AVCodec find(String encoder, int mediaType) {
    Natives.require();
    AVCodec codec =
        avcodec.avcodec_find_encoder_by_name(Objects.requireNonNull(encoder, "encoder"));
    if (codec == null) {
      throw new UnsupportedMediaException(whyMissing(encoder));
    }
    if (codec.type() != mediaType) {
      throw new IllegalArgumentException(encoder + " encodes another kind of media");
    }
    return codec;
  }

  private static List<Integer> configured(AVCodec codec, int config) {
    List<Integer> values = new ArrayList<>();
    try (PointerPointer<Pointer> list = new PointerPointer<>(1);
        IntPointer count = new IntPointer(1)) {
      list.put(0, (Pointer) null);
      AvError.check(
          avcodec.avcodec_get_supported_config(
              (AVCodecContext) null, codec, config, 0, list, count),
          "avcodec_get_supported_config");
      @Nullable Pointer first = list.get(Pointer.class, 0);
      if (first != null && !first.isNull()) {
        IntPointer ids = new IntPointer(first);
        for (int i = 0; i < count.get(); i++) {
          values.add(ids.get(i));
        }
      }
    }
    return values;
  }
}
