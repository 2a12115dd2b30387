package io.av4j.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.filter.FilterGraph;
import io.av4j.time.Timestamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies out of and into pictures of every format of FFmpeg's, beside FFmpeg's own copy. */
class PlanesTest {
  private static final long SEED = Long.getLong("av4j.seed", 20_261_122);
  // Odd, and in no format a multiple of the alignment of rows.
  private static final int WIDTH = 37;
  private static final int HEIGHT = 23;

  static List<PixelFormat> formats() {
    List<PixelFormat> all = new ArrayList<>();
    for (int id = 0; avutil.av_get_pix_fmt_name(id) != null; id++) {
      if (!PixelFormat.ofId(id).isHardware()) {
        all.add(PixelFormat.ofId(id));
      }
    }
    assertThat(all).hasSizeGreaterThan(200);
    return all;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyFormatIsCopiedAsFFmpegDoes(PixelFormat format) {
    try (VideoFrame frame = VideoFrame.allocate(VideoFormat.of(WIDTH, HEIGHT, format))) {
      byte[] picture = random(frame);
      frame.copyFrom(picture);
      assertThat(ofFFmpeg(frame)).isEqualTo(picture);
      assertThat(bytes(frame)).isEqualTo(picture);
      ByteBuffer direct = ByteBuffer.allocateDirect(picture.length + 7).position(5);
      assertThat(frame.copyTo(direct)).isEqualTo(picture.length);
      assertThat(direct.position()).isEqualTo(picture.length + 5);
      assertThat(direct.slice(5, picture.length)).isEqualTo(ByteBuffer.wrap(picture));
      assertPlanesMakeThePicture(frame, picture);
    }
  }

  private static void assertPlanesMakeThePicture(VideoFrame frame, byte[] picture) {
    ByteBuffer copied = ByteBuffer.allocate(picture.length);
    ByteBuffer viewed = ByteBuffer.allocate(picture.length);
    for (int i = 0; i < frame.planeCount(); i++) {
      assertThat(frame.copyPlaneTo(i, copied)).isEqualTo(frame.planeSize(i));
      Plane plane = frame.plane(i);
      ByteBuffer bytes = plane.bytes();
      assertThat(bytes.isReadOnly()).isTrue();
      assertThat(bytes.order()).isEqualTo(ByteOrder.nativeOrder());
      for (int row = 0; row < plane.rows(); row++) {
        int at = bytes.position() + row * plane.lineSize();
        viewed.put(bytes.slice(at, plane.rowBytes()));
      }
    }
    assertThat(copied.array()).isEqualTo(picture);
    assertThat(viewed.array()).isEqualTo(picture);
  }

  /** Such frames come with rows in falling order, or with their first sample amid a row. */
  @ParameterizedTest
  @ValueSource(strings = {"vflip", "crop=20:10:4:6", "vflip,crop=20:10:4:6"})
  void framesWithRowsElsewhere(String filters) {
    for (PixelFormat format : List.of(PixelFormat.YUV420P, PixelFormat.BGRA, PixelFormat.NV12)) {
      VideoFormat picture = VideoFormat.of(32, 24, format);
      try (VideoFrame frame = VideoFrame.allocate(picture);
          FilterGraph graph = FilterGraph.video(filters)) {
        frame.copyFrom(random(frame));
        frame.setPts(Timestamp.ofMicros(0));
        List<byte[]> seen = new ArrayList<>();
        graph.feed(
            frame,
            moved -> {
              seen.add(ofFFmpeg(moved));
              assertThat(bytes(moved)).isEqualTo(ofFFmpeg(moved));
              assertPlanesMakeThePicture(moved, ofFFmpeg(moved));
              if (format.equals(PixelFormat.BGRA)) {
                assertThat(ints(moved)).isEqualTo(asInts(ofFFmpeg(moved)));
              }
            });
        assertThat(seen).hasSize(1).doesNotContain(bytes(frame));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 37})
  void intsAreWholePixels(int width) {
    VideoFormat format = VideoFormat.of(width, HEIGHT, PixelFormat.BGRA);
    try (VideoFrame frame = VideoFrame.allocate(format)) {
      frame.copyFrom(random(frame));
      assertThat(ints(frame)).isEqualTo(asInts(bytes(frame)));
      assertThatThrownBy(() -> frame.copyTo(new int[width * HEIGHT - 1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(width * HEIGHT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bgr24", "yuv420p", "yuyv422", "y210le", "rgba64le", "gbrap"})
  void formatsWithoutIntsForPixels(String format) {
    try (VideoFrame frame = VideoFrame.allocate(VideoFormat.of(32, 24, PixelFormat.of(format)))) {
      assertThatThrownBy(() -> frame.copyTo(new int[32 * 24 * 2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(format);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (VideoFrame frame = VideoFrame.allocate(VideoFormat.of(32, 24, PixelFormat.YUV420P))) {
      ByteBuffer readOnly = ByteBuffer.allocate(1 << 16).asReadOnlyBuffer();
      assertIllegal(() -> frame.copyTo(readOnly));
      assertIllegal(() -> frame.copyTo(new byte[frame.packedSize() - 1]));
      assertIllegal(() -> frame.copyPlaneTo(0, ByteBuffer.allocate(32 * 24 - 1)));
      assertIllegal(() -> frame.copyPlaneTo(3, ByteBuffer.allocate(1 << 16)));
      assertIllegal(() -> frame.planeSize(-1));
      assertIllegal(() -> frame.plane(3));
    }
  }

  private static void assertIllegal(ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] random(VideoFrame frame) {
    byte[] picture = new byte[frame.packedSize()];
    new Random(SEED).nextBytes(picture);
    return picture;
  }

  private static byte[] bytes(VideoFrame frame) {
    byte[] picture = new byte[frame.packedSize()];
    assertThat(frame.copyTo(picture)).isEqualTo(picture.length);
    return picture;
  }

  private static int[] ints(VideoFrame frame) {
    int[] pixels = new int[frame.width() * frame.height()];
    assertThat(frame.copyTo(pixels)).isEqualTo(pixels.length);
    return pixels;
  }

  private static int[] asInts(byte[] picture) {
    int[] pixels = new int[picture.length / Integer.BYTES];
    ByteBuffer.wrap(picture).order(ByteOrder.nativeOrder()).asIntBuffer().get(pixels);
    return pixels;
  }

  private static byte[] ofFFmpeg(VideoFrame frame) {
    AVFrame f = frame.pointer();
    int size = avutil.av_image_get_buffer_size(f.format(), f.width(), f.height(), 1);
    byte[] picture = new byte[size];
    try (BytePointer target = new BytePointer(size)) {
      int copied =
          avutil.av_image_copy_to_buffer(
              target, size, f.data(), f.linesize(), f.format(), f.width(), f.height(), 1);
      assertThat(copied).isEqualTo(size);
      target.get(picture);
    }
    return picture;
  }
}
