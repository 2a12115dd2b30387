package io.av4j.frame;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.container.FrameReader;
import io.av4j.container.MediaInput;
import io.av4j.internal.NativeType;
import io.av4j.testing.TestMedia;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** A view of samples never dangles, and is given back. */
class ViewsTest {
  private static final VideoFormat GRAY = VideoFormat.of(640, 360, PixelFormat.GRAY8);

  @BeforeEach
  void nothingIsViewed() {
    awaitViews(0);
  }

  /** What may be all that a program keeps of a view. */
  static final List<UnaryOperator<ByteBuffer>> REMAINS =
      List.of(
          view -> view,
          ByteBuffer::slice,
          ByteBuffer::duplicate,
          view -> view.slice(1000, 100_000).slice(5, 90_000).duplicate(),
          view -> view.duplicate().asReadOnlyBuffer());

  @ParameterizedTest
  @FieldSource("REMAINS")
  void whatIsLeftOfAViewOutlivesTheFrame(UnaryOperator<ByteBuffer> remains) {
    ByteBuffer left = remains.apply(viewOfClosedFrame(77));
    churn();
    assertOnly(left, 77);
    assertThat(NativeType.VIEW.open()).isEqualTo(1);
    left = null;
    awaitViews(0);
  }

  @Test
  void viewsOfOtherTypesOutliveTheFrameToo() {
    List<Buffer> left =
        List.of(
            viewOfClosedFrame(1).asIntBuffer(),
            viewOfClosedFrame(1).asShortBuffer().slice(),
            viewOfClosedFrame(1).slice(4, 400).asLongBuffer(),
            viewOfClosedFrame(1).asFloatBuffer());
    churn();
    assertThat(NativeType.VIEW.open()).isEqualTo(left.size());
    assertThat(((IntBuffer) left.get(0)).get(9)).isEqualTo(0x01010101);
    assertThat(((LongBuffer) left.get(2)).get(9)).isEqualTo(0x0101010101010101L);
  }

  @Test
  void decodedPicturesOutliveTheirTurnAndTheDecoder() {
    List<ByteBuffer> views = new ArrayList<>();
    List<byte[]> copies = new ArrayList<>();
    try (MediaInput input = MediaInput.open(TestMedia.clip("flash_vfr_360p.mp4"));
        FrameReader<VideoFrame> frames = input.videoFrames()) {
      for (int i = 0; i < 40; i++) {
        VideoFrame frame = frames.next();
        Plane luma = frame.plane(0);
        byte[] copy = new byte[luma.bytes().remaining()];
        luma.bytes().get(copy);
        copies.add(copy);
        views.add(luma.bytes());
      }
    }
    churn();
    for (int i = 0; i < views.size(); i++) {
      assertThat(views.get(i)).isEqualTo(ByteBuffer.wrap(copies.get(i)));
    }
  }

  @Test
  void aViewKeepsThePictureThatItWasMadeOf() {
    try (VideoFrame frame = VideoFrame.allocate(GRAY)) {
      fill(frame, 5);
      ByteBuffer before = frame.plane(0).bytes();
      fill(frame, 6);
      assertOnly(before, 5);
      assertOnly(frame.plane(0).bytes(), 6);
    }
  }

  @Test
  void soundIsViewedToo() {
    ByteBuffer left;
    AudioFormat format = new AudioFormat(48_000, SampleFormat.S16P, ChannelLayout.STEREO);
    try (AudioFrame frame = AudioFrame.allocate(format, 1000)) {
      byte[] sound = new byte[frame.packedSize()];
      Arrays.fill(sound, (byte) 3);
      frame.copyFrom(sound);
      left = frame.plane(1);
      assertThat(left.remaining()).isEqualTo(2000);
      assertThatThrownBy(() -> frame.plane(2)).isInstanceOf(IllegalArgumentException.class);
    }
    churn();
    assertOnly(left, 3);
  }

  @Test
  void viewsThatNobodyKeepsPileUpToTheLimitOnly() {
    long limit = Runtime.getRuntime().maxMemory() / 4;
    long bytes = 0;
    try (VideoFrame frame = VideoFrame.allocate(VideoFormat.of(4000, 2000, PixelFormat.BGRA))) {
      while (bytes < 3 * limit) {
        bytes += frame.plane(0).bytes().remaining();
        // The one that is being given back counts a moment longer than its bytes.
        assertThat((NativeType.VIEW.open() - 1) * 32_000_000L).isLessThanOrEqualTo(limit);
      }
    }
  }

  @Test
  void viewsThatAreKeptEndAtTheLimit() {
    List<Plane> kept = new ArrayList<>();
    try (VideoFrame frame = VideoFrame.allocate(VideoFormat.of(4000, 2000, PixelFormat.BGRA))) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  kept.add(frame.plane(0));
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("av4j.viewBytes");
      assertThat(kept).isNotEmpty();
      kept.clear();
      assertThat(frame.plane(0).rows()).isEqualTo(2000);
    }
  }

  private static ByteBuffer viewOfClosedFrame(int shade) {
    try (VideoFrame frame = VideoFrame.allocate(GRAY)) {
      fill(frame, shade);
      return frame.plane(0).bytes();
    }
  }

  private static void fill(VideoFrame frame, int shade) {
    byte[] picture = new byte[frame.packedSize()];
    Arrays.fill(picture, (byte) shade);
    frame.copyFrom(picture);
  }

  /** Would overwrite memory that was given back, and collects what can be collected. */
  private static void churn() {
    for (int round = 0; round < 5; round++) {
      List<VideoFrame> frames = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        VideoFrame frame = VideoFrame.allocate(GRAY);
        fill(frame, 0x55);
        frames.add(frame);
      }
      frames.forEach(VideoFrame::close);
      System.gc();
    }
  }

  private static void assertOnly(ByteBuffer view, int value) {
    byte[] bytes = new byte[view.remaining()];
    view.duplicate().get(bytes);
    assertThat(bytes).isNotEmpty().containsOnly((byte) value);
  }

  private static void awaitViews(int wanted) {
    long end = System.nanoTime() + SECONDS.toNanos(10);
    while (NativeType.VIEW.open() > wanted && System.nanoTime() < end) {
      System.gc();
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(NativeType.VIEW.open()).isEqualTo(wanted);
  }
}
