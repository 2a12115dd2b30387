package io.av4j.filter;

import io.av4j.UnsupportedMediaException;
import io.av4j.frame.PixelFormat;
import io.av4j.internal.AvError;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Where pictures of a pixel format can be cut: a whole number of chroma samples from the corner.
 *
 * @param columns luma columns for each chroma sample
 * @param rows luma rows for each chroma sample
 */
record ChromaGrid(int columns, int rows) {

  /** The grid of a pixel format of FFmpeg's number. */
  static ChromaGrid of(int pixelFormat) {
    AVPixFmtDescriptor descriptor = descriptor(pixelFormat);
    return new ChromaGrid(1 << descriptor.log2_chroma_w(), 1 << descriptor.log2_chroma_h());
  }

  /**
   * The grid of a pixel format that can be cut.
   *
   * @throws UnsupportedMediaException if several pixels share a byte, so that no pointer tells them
   *     apart
   */
  static ChromaGrid cuttable(int pixelFormat) {
    if ((descriptor(pixelFormat).flags() & avutil.AV_PIX_FMT_FLAG_BITSTREAM) != 0) {
      throw new UnsupportedMediaException(
          PixelFormat.ofId(pixelFormat) + " cannot be cut between its pixels");
    }
    return of(pixelFormat);
  }

  private static AVPixFmtDescriptor descriptor(int pixelFormat) {
    return AvError.notNull(avutil.av_pix_fmt_desc_get(pixelFormat), "av_pix_fmt_desc_get");
  }
}
