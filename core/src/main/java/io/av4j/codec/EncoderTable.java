package io.av4j.codec;

import static io.av4j.codec.EncoderTraits.Ability.BIT_RATE_WHILE_RUNNING;
import static io.av4j.codec.EncoderTraits.Ability.CAPPED_RATE;
import static io.av4j.codec.EncoderTraits.Ability.FORCED_KEY_FRAMES;
import static io.av4j.codec.EncoderTraits.Ability.NO_OTHER_KEY_FRAMES;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that av4j knows of encoders by name, one row an encoder. Of those of one codec the better
 * stands before the worse, and software before hardware.
 *
 * <p>The rows of software encoders were measured with FFmpeg 8.0.1, those of hardware are by
 * FFmpeg's source.
 */
final class EncoderTable {
  private static final String GPL =
      "x264 and x265 come with the GPL natives: add org.bytedeco:ffmpeg-platform-gpl";
  private static final String NVIDIA = "NVENC comes with the natives for Linux and Windows";

  // Longer than any programme waits, without running over where an encoder multiplies it.
  private static final String LONG = "g=100000";
  // libvpx and libaom look for scene cuts unless the two are equal.
  private static final String LONG_AND_FIXED = LONG + " keyint_min=100000";
  // The longest that MPEG's encoders take without a complaint, and how they are told not to look.
  private static final String MPEG = "g=600 sc_threshold=1000000000 flags=+cgop";

  private static final EncoderEntry[] ROWS = {
    EncoderEntry.software("h264", "libx264", RateFamilies.X264)
        .can(BIT_RATE_WHILE_RUNNING, FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG + " forced-idr=1 sc_threshold=0")
        .live("preset=veryfast")
        .hint(GPL),
    EncoderEntry.software("h264", "libx264rgb", RateFamilies.X264)
        .can(BIT_RATE_WHILE_RUNNING, FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG + " forced-idr=1 sc_threshold=0")
        .live("preset=veryfast")
        .hint(GPL),
    // Nothing switches its detection of scene cuts off.
    EncoderEntry.software("h264", "libopenh264", RateFamilies.OPENH264)
        .can(FORCED_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG),
    EncoderEntry.software("hevc", "libx265", RateFamilies.X265)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG + " forced-idr=1 flags=+cgop x265-params=scenecut=0")
        .live("preset=superfast")
        .hint(GPL),
    // Its threads wait for each other for ever when pictures with a shorter side are flushed.
    EncoderEntry.software("av1", "libsvtav1", RateFamilies.SVT_AV1)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG + " flags=+cgop")
        .live("preset=10")
        .shortestSide(32),
    // Else than in its real-time form it makes two keyframes of each that is forced.
    EncoderEntry.software("av1", "libaom-av1", RateFamilies.AOM)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG_AND_FIXED + " usage=realtime")
        .live("usage=realtime cpu-used=8 row-mt=1"),
    // In real time at an average rate it has keyframes at scene cuts all the same.
    EncoderEntry.software("vp9", "libvpx-vp9", RateFamilies.VP9)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG_AND_FIXED)
        .live("deadline=realtime cpu-used=8 row-mt=1"),
    EncoderEntry.software("vp8", "libvpx", RateFamilies.VP8)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG_AND_FIXED)
        .live("deadline=realtime cpu-used=8"),
    mpeg("mpeg4", "mpeg4"),
    mpeg("mpeg2video", "mpeg2video"),
    mpeg("mpeg1video", "mpeg1video"),
    mpeg("flv1", "flv"),
    EncoderEntry.software("mjpeg", "mjpeg", RateFamilies.MJPEG).can(FORCED_KEY_FRAMES),
    nvenc("h264", "h264_nvenc", RateFamilies.NVENC_LOSSLESS),
    nvenc("hevc", "hevc_nvenc", RateFamilies.NVENC_LOSSLESS),
    nvenc("av1", "av1_nvenc", RateFamilies.NVENC),
    qsv("h264", "h264_qsv", " forced_idr=1 adaptive_i=0"),
    qsv("hevc", "hevc_qsv", " forced_idr=1 adaptive_i=0"),
    qsv("av1", "av1_qsv", " forced_idr=1 adaptive_i=0"),
    qsv("vp9", "vp9_qsv", ""),
    vaapi("h264", "h264_vaapi", RateFamilies.VAAPI),
    vaapi("hevc", "hevc_vaapi", RateFamilies.VAAPI),
    vaapi("av1", "av1_vaapi", RateFamilies.VAAPI_WIDE),
    vaapi("vp9", "vp9_vaapi", RateFamilies.VAAPI_WIDE),
    amf("h264", "h264_amf", " forced_idr=1"),
    amf("hevc", "hevc_amf", " forced_idr=1"),
    amf("av1", "av1_amf", ""),
    videoToolbox("h264", "h264_videotoolbox"),
    videoToolbox("hevc", "hevc_videotoolbox"),
    mediaFoundation("h264", "h264_mf"),
    mediaFoundation("hevc", "hevc_mf"),
    EncoderEntry.software("aac", "aac", RateFamilies.BIT_RATE),
    EncoderEntry.software("opus", "libopus", RateFamilies.BIT_RATE),
    EncoderEntry.software("mp3", "libmp3lame", RateFamilies.BIT_RATE),
    // It gets too little room for a short last frame, and put_bits.h then aborts the process.
    EncoderEntry.software("tta", "tta", RateRules.NONE)
        .unusable("FFmpeg's tta encoder ends the process on short frames"),
  };

  private static final Map<String, EncoderEntry> BY_ENCODER = new LinkedHashMap<>();

  static {
    for (EncoderEntry row : ROWS) {
      BY_ENCODER.put(row.traits().encoder(), row);
    }
  }

  private EncoderTable() {}

  private static EncoderEntry mpeg(String codec, String encoder) {
    return EncoderEntry.software(codec, encoder, RateFamilies.MPEG)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(MPEG);
  }

  private static EncoderEntry nvenc(String codec, String encoder, RateRules rates) {
    return EncoderEntry.hardware(codec, encoder, rates)
        .can(BIT_RATE_WHILE_RUNNING, FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG + " forced-idr=1 no-scenecut=1")
        .live("preset=p4 tune=ll")
        .hint(NVIDIA);
  }

  private static EncoderEntry qsv(String codec, String encoder, String keyFrames) {
    return EncoderEntry.hardware(codec, encoder, RateFamilies.QSV)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames("g=32000" + keyFrames)
        .live("preset=veryfast async_depth=1");
  }

  private static EncoderEntry vaapi(String codec, String encoder, RateRules rates) {
    return EncoderEntry.hardware(codec, encoder, rates)
        .can(FORCED_KEY_FRAMES, NO_OTHER_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG)
        .live("async_depth=1");
  }

  private static EncoderEntry amf(String codec, String encoder, String keyFrames) {
    return EncoderEntry.hardware(codec, encoder, RateFamilies.AMF)
        .can(FORCED_KEY_FRAMES, CAPPED_RATE)
        .keyFrames("g=1000" + keyFrames)
        .live("usage=lowlatency");
  }

  private static EncoderEntry videoToolbox(String codec, String encoder) {
    return EncoderEntry.hardware(codec, encoder, RateFamilies.VIDEOTOOLBOX)
        .can(FORCED_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG)
        .live("realtime=1")
        .hint("VideoToolbox comes with the natives for macOS");
  }

  private static EncoderEntry mediaFoundation(String codec, String encoder) {
    return EncoderEntry.hardware(codec, encoder, RateFamilies.MEDIA_FOUNDATION)
        .can(FORCED_KEY_FRAMES, CAPPED_RATE)
        .keyFrames(LONG)
        .live("scenario=live_streaming")
        .hint("Media Foundation comes with the natives for Windows");
  }

  /** The rows of one codec's software encoders, best first. */
  static List<EncoderEntry> softwareOf(String codec) {
    return rows()
        .filter(row -> codec.equals(row.traits().codec()) && !row.traits().hardware())
        .toList();
  }

  static Stream<EncoderEntry> rows() {
    return BY_ENCODER.values().stream();
  }

  static @Nullable EncoderEntry byEncoder(String encoder) {
    return BY_ENCODER.get(encoder);
  }

  /** The row of an encoder, of the best one of a codec, or the cautious one. */
  static EncoderEntry entry(String encoder) {
    EncoderEntry row = BY_ENCODER.get(encoder);
    if (row == null && !softwareOf(encoder).isEmpty()) {
      row = BY_ENCODER.get(EncoderSupport.best(encoder));
    }
    return row != null
        ? row
        : EncoderEntry.software(null, encoder, RateFamilies.GENERAL).keyFrames("g=600");
  }
}
