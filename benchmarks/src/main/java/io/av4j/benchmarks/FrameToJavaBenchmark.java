package io.av4j.benchmarks;

import io.av4j.filter.VideoScaler;
import io.av4j.frame.BufferedImages;
import io.av4j.frame.Plane;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.Java2DFrameConverter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The ways of a 1920x1080 picture into Java: frames a second. {@code imageByJavacv} is the baseline
 * of {@code image}, both from BGR24 into an image that is used again; {@code scaledImage} starts
 * from what a decoder gives.
 */
public class FrameToJavaBenchmark extends FramesPerSecond {
  private static final VideoFormat FULL_HD = TestPictures.FORMAT.withSize(1920, 1080);

  private TestPictures pictures;
  private VideoFrame decoded;
  private VideoScaler toBgr;

  /** The picture in the pixel format of an image type, and where it goes. */
  private static final class Target {
    private final BufferedImage image;
    private final VideoFrame frame;

    Target(int imageType, VideoFrame decoded) {
      VideoFormat format = FULL_HD.withPixelFormat(BufferedImages.pixelFormat(imageType));
      image = new BufferedImage(FULL_HD.width(), FULL_HD.height(), imageType);
      frame = VideoFrame.allocate(format);
      byte[] pixels = new byte[frame.packedSize()];
      try (VideoScaler scaler = VideoScaler.to(format)) {
        scaler.feed(decoded, scaled -> scaled.copyTo(pixels));
      }
      frame.copyFrom(pixels);
    }

    BufferedImage fill() {
      BufferedImages.copy(frame, image);
      return image;
    }
  }

  /** Arrays and images that are used again. */
  @State(Scope.Thread)
  public static class Room {
    private Target bgr;
    private Target argb;
    private byte[] bytes;
    private int[] ints;
    private ByteBuffer direct;
    private final Java2DFrameConverter converter = new Java2DFrameConverter();
    private Frame javacv;

    /** Makes them. */
    @Setup
    public void make(FrameToJavaBenchmark benchmark) {
      bgr = new Target(BufferedImage.TYPE_3BYTE_BGR, benchmark.decoded);
      argb = new Target(BufferedImage.TYPE_INT_ARGB, benchmark.decoded);
      bytes = new byte[bgr.frame.packedSize()];
      ints = new int[FULL_HD.width() * FULL_HD.height()];
      direct = ByteBuffer.allocateDirect(bytes.length);
      javacv = new Frame(FULL_HD.width(), FULL_HD.height(), Frame.DEPTH_UBYTE, 3);
      bgr.frame.copyTo(bytes);
      ((ByteBuffer) javacv.image[0]).put(0, bytes);
    }

    /** Frees them. */
    @TearDown
    public void free() {
      bgr.frame.close();
      argb.frame.close();
      javacv.close();
      converter.close();
    }
  }

  /** Paints the picture. */
  @Setup
  public void paint() {
    pictures = TestPictures.of(FULL_HD, 1);
    decoded = pictures.at(0);
    toBgr =
        VideoScaler.to(
            FULL_HD.withPixelFormat(BufferedImages.pixelFormat(BufferedImage.TYPE_3BYTE_BGR)));
  }

  /** Frees it. */
  @TearDown
  public void free() {
    toBgr.close();
    pictures.close();
  }

  /** BGR24 into a {@code byte[]}. */
  @Benchmark
  public int bytes(Room room) {
    return room.bgr.frame.copyTo(room.bytes);
  }

  /** BGR24 into a direct buffer. */
  @Benchmark
  public int direct(Room room) {
    return room.bgr.frame.copyTo(room.direct.clear());
  }

  /** BGRA into an {@code int[]}. */
  @Benchmark
  public int ints(Room room) {
    return room.argb.frame.copyTo(room.ints);
  }

  /** A view of BGR24, without a copy; what the collector does for it later included. */
  @Benchmark
  public Plane view(Room room) {
    return room.bgr.frame.plane(0);
  }

  /** BGR24 into an image of {@code TYPE_3BYTE_BGR}. */
  @Benchmark
  public BufferedImage image(Room room) {
    return room.bgr.fill();
  }

  /** The same by JavaCV's converter. */
  @Benchmark
  public BufferedImage imageByJavacv(Room room) {
    return room.converter.convert(room.javacv);
  }

  /** BGRA into an image of {@code TYPE_INT_ARGB}. */
  @Benchmark
  public BufferedImage argbImage(Room room) {
    return room.argb.fill();
  }

  /** YUV 4:2:0 scaled to BGR24 and copied into an image. */
  @Benchmark
  public BufferedImage scaledImage(Room room) {
    toBgr.feed(decoded, picture -> BufferedImages.copy(picture, room.bgr.image));
    return room.bgr.image;
  }
}
