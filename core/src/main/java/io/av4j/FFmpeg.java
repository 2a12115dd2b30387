package io.av4j;

import static java.util.Objects.requireNonNull;

import io.av4j.internal.AvError;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import java.util.Map;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * The FFmpeg libraries behind av4j: what version they are and what they can do.
 *
 * <p>Every method throws {@link UnsupportedMediaException} where the native libraries are missing
 * or of another version, with the dependency to add. {@link #require()} does nothing else: call it
 * at start-up.
 */
public final class FFmpeg {
  private FFmpeg() {}

  /** Loads the native libraries, or says what to add. */
  public static void require() {
    Natives.require();
  }

  /** FFmpeg's version, for example {@code 8.0.1} ({@code av_version_info}). */
  public static String version() {
    Natives.require();
    return String.valueOf(AvError.string(avutil.av_version_info()));
  }

  /**
   * The licence of this build, for example {@code GPL version 3 or later} ({@code avutil_license}).
   */
  public static String licence() {
    Natives.require();
    return String.valueOf(AvError.string(avutil.avutil_license()));
  }

  /** How this build was configured ({@code avutil_configuration}). */
  public static String configuration() {
    Natives.require();
    return String.valueOf(AvError.string(avutil.avutil_configuration()));
  }

  /** Whether this build has an encoder of that name, for example {@code libx264}. */
  public static boolean hasEncoder(String name) {
    Natives.require();
    return avcodec.avcodec_find_encoder_by_name(requireNonNull(name, "name")) != null;
  }

  /** Whether this build has a decoder of that name, for example {@code h264}. */
  public static boolean hasDecoder(String name) {
    Natives.require();
    return avcodec.avcodec_find_decoder_by_name(requireNonNull(name, "name")) != null;
  }

  /** Whether this build has a muxer of that name, for example {@code flv}. */
  public static boolean hasMuxer(String name) {
    Natives.require();
    return avformat.av_guess_format(requireNonNull(name, "name"), null, null) != null;
  }

  /** Whether this build has a demuxer of that name, for example {@code flv}. */
  public static boolean hasDemuxer(String name) {
    Natives.require();
    return avformat.av_find_input_format(requireNonNull(name, "name")) != null;
  }

  /** Whether this build has a filter of that name, for example {@code scale}. */
  public static boolean hasFilter(String name) {
    Natives.require();
    return avfilter.avfilter_get_by_name(requireNonNull(name, "name")) != null;
  }

  /**
   * How many native objects of each kind are open now; kinds without one are left out, so that an
   * empty map means that nothing leaks. Views of frames count until the garbage collector has found
   * them unreachable. With {@code -Dav4j.leaks=trace} each keeps the stack that opened it.
   */
  public static Map<String, Long> openNativeObjects() {
    return NativeType.openByName();
  }
}
