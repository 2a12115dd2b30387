package io.av4j.frame;

import io.av4j.internal.NativeFrame;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.SampleModel;
import java.awt.image.SinglePixelPackedSampleModel;
import java.awt.image.WritableRaster;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Pictures as Java2D's images: one copy, straight into the image's own array.
 *
 * <p>A frame is first brought to the image's pixel format by a {@code VideoScaler}. An image that
 * is filled again and again costs no memory, but Java2D no longer keeps a copy of it in the
 * graphics card. Needs the module {@code java.desktop}, which the rest of av4j does without.
 */
public final class BufferedImages {
  private BufferedImages() {}

  /**
   * The pixel format that fits an image type: {@link PixelFormat#BGR24} for {@link
   * BufferedImage#TYPE_3BYTE_BGR}, {@link PixelFormat#BGRA} for {@link BufferedImage#TYPE_INT_ARGB}
   * and {@link BufferedImage#TYPE_INT_RGB}, {@link PixelFormat#GRAY8} for {@link
   * BufferedImage#TYPE_BYTE_GRAY}, whose shades Java2D takes for linear light.
   *
   * @throws IllegalArgumentException for other types
   */
  public static PixelFormat pixelFormat(int imageType) {
    return switch (imageType) {
      case BufferedImage.TYPE_3BYTE_BGR -> PixelFormat.BGR24;
      case BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_INT_RGB -> PixelFormat.BGRA;
      case BufferedImage.TYPE_BYTE_GRAY -> PixelFormat.GRAY8;
      default ->
          throw new IllegalArgumentException(
              "not TYPE_3BYTE_BGR, TYPE_INT_ARGB, TYPE_INT_RGB or TYPE_BYTE_GRAY: " + imageType);
    };
  }

  /**
   * Copies a picture into an image of the same size, which may be a part of another image.
   *
   * @throws IllegalArgumentException if the frame has not the image's size and {@link #pixelFormat}
   */
  public static void copy(VideoFrame frame, BufferedImage image) {
    PixelFormat format = pixelFormat(image.getType());
    NativeFrame h = frame.enter();
    try {
      AVFrame f = h.struct();
      if (f.width() != image.getWidth()
          || f.height() != image.getHeight()
          || f.format() != format.id()) {
        throw new IllegalArgumentException(
            "the image needs " + image.getWidth() + "x" + image.getHeight() + " " + format);
      }
      copy(new Planes(f).open(0), image.getRaster());
    } finally {
      h.exit();
    }
  }

  private static void copy(Plane pixels, WritableRaster raster) {
    SampleModel model = raster.getSampleModel();
    int x = -raster.getSampleModelTranslateX();
    int y = -raster.getSampleModelTranslateY();
    if (model instanceof SinglePixelPackedSampleModel ints) {
      DataBufferInt array = (DataBufferInt) raster.getDataBuffer();
      int first = array.getOffset() + ints.getOffset(x, y);
      pixels.copyTo(array.getData(), first, ints.getScanlineStride());
    } else {
      ComponentSampleModel bytes = (ComponentSampleModel) model;
      DataBufferByte array = (DataBufferByte) raster.getDataBuffer();
      int first = array.getOffset() + y * bytes.getScanlineStride() + x * bytes.getPixelStride();
      ByteBuffer target = ByteBuffer.wrap(array.getData()).position(first);
      pixels.copyTo(pixels.in(target, bytes.getScanlineStride()));
    }
  }
}
