package io.av4j.codec;

import io.av4j.UnsupportedMediaException;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.internal.AvError;
import io.av4j.internal.Natives;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** What an encoder of this FFmpeg build takes ({@code avcodec_get_supported_config}). */
public final class EncoderSupport {
  private static final Set<String> EXPERIMENTAL = Set.of("-2", "experimental");

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
        SupportedConfig.numbers(
            find(encoder, Map.of(), avutil.AVMEDIA_TYPE_VIDEO),
            avcodec.AV_CODEC_CONFIG_PIX_FORMAT)) {
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
    for (int id : SupportedConfig.numbers(audio(encoder), avcodec.AV_CODEC_CONFIG_SAMPLE_FORMAT)) {
      formats.add(SampleFormat.ofId(id));
    }
    return formats;
  }

  /**
   * The sample rates the encoder takes, in Hz; empty where it takes any or does not say.
   *
   * @throws UnsupportedMediaException if there is no such encoder
   * @throws IllegalArgumentException if the encoder is of another kind of media
   */
  public static List<Integer> sampleRates(String encoder) {
    return SupportedConfig.numbers(audio(encoder), avcodec.AV_CODEC_CONFIG_SAMPLE_RATE);
  }

  /**
   * The channel layouts the encoder takes; empty where it takes any or does not say.
   *
   * @throws UnsupportedMediaException if there is no such encoder
   * @throws IllegalArgumentException if the encoder is of another kind of media
   */
  public static List<ChannelLayout> channelLayouts(String encoder) {
    return SupportedConfig.layouts(audio(encoder));
  }

  private static AVCodec audio(String encoder) {
    return find(encoder, Map.of(), avutil.AVMEDIA_TYPE_AUDIO);
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

  /**
   * The format among the encoder's that loses least of another: samples of at least its size where
   * there are such, the next higher rate, no more channels than it has.
   *
   * @throws UnsupportedMediaException if there is no such encoder
   * @throws IllegalArgumentException if the encoder is of another kind of media
   */
  public static AudioFormat nearest(String encoder, AudioFormat source) {
    return new AudioFormat(
        NearestAudio.rate(sampleRates(encoder), source.sampleRate()),
        NearestAudio.samples(sampleFormats(encoder), source.sampleFormat()),
        NearestAudio.layout(channelLayouts(encoder), source.layout()));
  }

  /**
   * The name of the best software encoder of a codec that this FFmpeg has: for {@code h264} {@code
   * libx264}, or with the LGPL natives {@code libopenh264}.
   *
   * @param codecOrEncoder FFmpeg's name of a codec; that of an encoder is answered with itself
   * @throws UnsupportedMediaException if there is none
   */
  public static String best(String codecOrEncoder) {
    Natives.require();
    if (exists(codecOrEncoder)) {
      return codecOrEncoder;
    }
    List<String> wanted = new ArrayList<>();
    for (EncoderEntry row : EncoderTable.softwareOf(codecOrEncoder)) {
      String encoder = row.traits().encoder();
      if (exists(encoder)) {
        return encoder;
      }
      wanted.add(encoder);
    }
    String other = defaultEncoder(codecOrEncoder);
    if (other != null) {
      return other;
    }
    if (avcodec.avcodec_find_encoder_by_name(codecOrEncoder) != null) {
      return codecOrEncoder;
    }
    throw new UnsupportedMediaException(whyMissing(codecOrEncoder, wanted));
  }

  /** Whether there is an encoder of that name that is not an experiment. */
  private static boolean exists(String encoder) {
    AVCodec codec =
        avcodec.avcodec_find_encoder_by_name(Objects.requireNonNull(encoder, "encoder"));
    return codec != null && (codec.capabilities() & avcodec.AV_CODEC_CAP_EXPERIMENTAL) == 0;
  }

  /** What FFmpeg itself takes for a codec, unless that needs a device; or null. */
  private static @Nullable String defaultEncoder(String codecName) {
    AVCodecDescriptor descriptor = avcodec.avcodec_descriptor_get_by_name(codecName);
    AVCodec codec = descriptor == null ? null : avcodec.avcodec_find_encoder(descriptor.id());
    int device = avcodec.AV_CODEC_CAP_HARDWARE | avcodec.AV_CODEC_CAP_HYBRID;
    return codec == null || (codec.capabilities() & device) != 0
        ? null
        : AvError.string(codec.name());
  }

  /** Why there is no such encoder, with what to add where that is known. */
  private static String whyMissing(String name, List<String> wanted) {
    EncoderEntry row = EncoderTable.byEncoder(wanted.isEmpty() ? name : wanted.get(0));
    String hint = row == null ? "" : row.traits().missingHint();
    return "this FFmpeg ("
        + AvError.string(avutil.avutil_license())
        + ") has no encoder "
        + (wanted.isEmpty() ? name : "of " + name + ", such as " + String.join(" or ", wanted))
        + (hint.isEmpty() ? "" : "; " + hint);
  }

  /** The encoder of that name, or best of that codec, for that media ({@code AVMEDIA_TYPE_…}). */
  static AVCodec find(String encoder, Map<String, String> options, int mediaType) {
    Natives.require();
    // Who asks for an experimental encoder gets it, though a codec is called the same.
    boolean experiment = EXPERIMENTAL.contains(options.getOrDefault("strict", ""));
    AVCodec codec = experiment ? avcodec.avcodec_find_encoder_by_name(encoder) : null;
    if (codec == null) {
      codec = avcodec.avcodec_find_encoder_by_name(best(encoder));
    }
    if (codec == null) {
      throw new UnsupportedMediaException(whyMissing(encoder, List.of()));
    }
    if (codec.type() != mediaType) {
      throw new IllegalArgumentException(encoder + " encodes another kind of media");
    }
    return codec;
  }
}
