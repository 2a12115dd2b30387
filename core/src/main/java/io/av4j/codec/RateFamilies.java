package io.av4j.codec;

/** The rate controls of the encoders, by the libraries and devices behind them. */
final class RateFamilies {
  private static final String CAPPED = "b=$rate maxrate=$max bufsize=$buffer";
  private static final String CONSTANT = "b=$rate minrate=$rate maxrate=$rate bufsize=$rate";

  /** FFmpeg's general options, which an encoder may not heed. */
  static final RateRules GENERAL =
      RateRules.NONE.average("b=$rate").capped(CAPPED).constant(CONSTANT);

  static final RateRules X264 =
      GENERAL
          .quality(0, 63, "crf=$crf")
          .cappedQuality(0.1, 63, "crf=$crf maxrate=$max bufsize=$buffer")
          .quantizer(0, 81, "qp=$qp")
          .constant("b=$rate maxrate=$rate bufsize=$rate x264-params=filler=1")
          .lossless("qp=0");

  static final RateRules X265 =
      GENERAL
          .quality(0, 51, "crf=$crf")
          .cappedQuality(0, 51, "crf=$crf maxrate=$max bufsize=$buffer")
          .quantizer(0, 51, "qp=$qp")
          .constant("b=$rate maxrate=$rate bufsize=$rate")
          .lossless("x265-params=lossless=1");

  // It has no buffer to set, and holds a cap by leaving pictures out.
  static final RateRules OPENH264 =
      RateRules.NONE
          .average("rc_mode=bitrate b=$rate")
          .capped("rc_mode=bitrate b=$rate maxrate=$max allow_skip_frames=1")
          .constant("rc_mode=bitrate b=$rate maxrate=$rate allow_skip_frames=1");

  // In one pass these three cap nothing but a constant rate: a cap becomes that of the average.
  private static final RateRules VPX =
      GENERAL
          .capped("b=$rate minrate=$rate maxrate=$rate bufsize=$buffer")
          .cappedQuality(0, 63, "crf=$wholecrf b=$max maxrate=$max bufsize=$buffer");

  // VP8 wants a rate beside a quality: one that never limits it.
  static final RateRules VP8 =
      VPX.quality(4, 63, "crf=$wholecrf b=100000000")
          .cappedQuality(4, 63, "crf=$wholecrf b=$max maxrate=$max bufsize=$buffer")
          .quantizer(0, 63, "qmin=$qp qmax=$qp b=100000000");

  static final RateRules VP9 =
      VPX.quality(0, 63, "crf=$wholecrf b=0")
          .quantizer(0, 63, "crf=$qp qmin=$qp qmax=$qp b=0")
          .lossless("lossless=1");

  static final RateRules AOM = VP9.lossless("crf=0 b=0 aom-params=lossless=1");

  // A constant rate it has only where no picture waits for later ones, the others only else.
  static final RateRules SVT_AV1 =
      RateRules.NONE
          .quality(1, 63, "crf=$wholecrf")
          .cappedQuality(
              1, 63, "crf=$wholecrf maxrate=$max bufsize=$buffer svtav1-params=pred-struct=2")
          .average("b=$rate svtav1-params=pred-struct=2")
          .capped("b=$rate maxrate=$rate bufsize=$buffer svtav1-params=pred-struct=1")
          .constant("b=$rate maxrate=$rate bufsize=$rate svtav1-params=pred-struct=1")
          .quantizer(1, 63, "qp=$qp")
          .lossless("svtav1-params=lossless=1");

  /** MPEG-1, -2, -4 and what came of them, by FFmpeg's own encoders. */
  static final RateRules MPEG = GENERAL.quantizer(1, 31, "flags=+qscale global_quality=$lambda");

  static final RateRules MJPEG =
      RateRules.NONE.average("b=$rate").quantizer(1, 31, "flags=+qscale global_quality=$lambda");

  static final RateRules NVENC =
      RateRules.NONE
          .quality(1, 51, "rc=vbr cq=$crf b=0")
          .cappedQuality(1, 51, "rc=vbr cq=$crf b=0 maxrate=$max bufsize=$buffer")
          .average("rc=vbr b=$rate")
          .capped("rc=vbr " + CAPPED)
          .constant("rc=cbr b=$rate maxrate=$rate bufsize=$rate")
          .quantizer(0, 51, "rc=constqp qp=$qp");

  static final RateRules NVENC_LOSSLESS = NVENC.lossless("tune=lossless");

  static final RateRules QSV =
      RateRules.NONE
          .quality(1, 51, "global_quality=$wholecrf")
          .average("b=$rate")
          .capped(CAPPED)
          .constant("b=$rate maxrate=$rate bufsize=$rate")
          .quantizer(1, 51, "flags=+qscale global_quality=$lambda");

  static final RateRules VAAPI =
      RateRules.NONE
          .quality(1, 51, "rc_mode=ICQ global_quality=$wholecrf")
          .average("rc_mode=VBR b=$rate")
          .capped("rc_mode=VBR " + CAPPED)
          .constant("rc_mode=CBR b=$rate maxrate=$rate bufsize=$rate")
          .quantizer(1, 51, "rc_mode=CQP global_quality=$qp");

  /** AV1 and VP9 by VA-API, whose quantizers go up to 255. */
  static final RateRules VAAPI_WIDE =
      VAAPI
          .quality(1, 255, "rc_mode=ICQ global_quality=$wholecrf")
          .quantizer(1, 255, "rc_mode=CQP global_quality=$qp");

  static final RateRules AMF =
      RateRules.NONE
          .average("rc=vbr_peak b=$rate")
          .capped("rc=vbr_peak " + CAPPED)
          .constant("rc=cbr b=$rate maxrate=$rate bufsize=$rate")
          .quantizer(0, 51, "rc=cqp qp_i=$qp qp_p=$qp");

  static final RateRules VIDEOTOOLBOX =
      RateRules.NONE
          .average("b=$rate")
          .capped("b=$rate maxrate=$max")
          .constant("b=$rate constant_bit_rate=1");

  static final RateRules MEDIA_FOUNDATION =
      RateRules.NONE
          .average("rate_control=u_vbr b=$rate")
          .capped("rate_control=pc_vbr " + CAPPED)
          .constant("rate_control=cbr b=$rate");

  /** Of sound. */
  static final RateRules BIT_RATE = RateRules.NONE.average("b=$rate");

  private RateFamilies() {}
}
