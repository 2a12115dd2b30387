package io.av4j.filter;

import org.bytedeco.ffmpeg.global.swscale;

/** How pictures are resized ({@code SWS_*}). */
public enum ScaleAlgorithm {
  /** Fast and soft. */
  FAST_BILINEAR(swscale.SWS_FAST_BILINEAR),
  /** Soft. */
  BILINEAR(swscale.SWS_BILINEAR),
  /** What the ffmpeg program uses unless told otherwise. */
  BICUBIC(swscale.SWS_BICUBIC),
  /** The mean of the area: for much smaller pictures. */
  AREA(swscale.SWS_AREA),
  /** Sharp, slow. */
  LANCZOS(swscale.SWS_LANCZOS),
  /** The nearest sample. */
  POINT(swscale.SWS_POINT);

  private final int flag;

  ScaleAlgorithm(int flag) {
    this.flag = flag;
  }

  int flag() {
    return flag;
  }
}
