package io.av4j.benchmarks;

import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Moving pictures without a camera: a texture of several scales that goes round in a circle, a bar
 * that crosses it, and the grain of a sensor. They begin anew without a jump, and are the same in
 * every run.
 */
final class TestPictures implements AutoCloseable {
  /** 1280x720 at 30 frames a second. */
  static final VideoFormat FORMAT =
      VideoFormat.of(1280, 720, PixelFormat.YUV420P).withFrameRate(Rational.of(30, 1));

  /** Pictures until they begin anew: two seconds. */
  static final int CYCLE = 60;

  private static final long SEED = 720;
  private static final int TILE = 512;
  private static final int RADIUS = 48;
  private static final int BAR = 64;
  private static final int DARKEST = 24;
  private static final int BRIGHTEST = 224;

  private static final Rational UNIT = FORMAT.frameRate().invert();

  private final List<VideoFrame> frames = new ArrayList<>();
  private final List<AVFrame> structs = new ArrayList<>();

  private TestPictures() {}

  /** A whole cycle of {@link #FORMAT}. The caller closes it. */
  static TestPictures cycle() {
    return of(FORMAT, CYCLE);
  }

  /** The first pictures of a cycle in another size, planar YUV 4:2:0. The caller closes them. */
  static TestPictures of(VideoFormat format, int count) {
    TestPictures pictures = new TestPictures();
    Random random = new Random(SEED);
    byte[] texture = texture(random);
    byte[] grain = new byte[TILE * TILE];
    for (int i = 0; i < grain.length; i++) {
      grain[i] = (byte) (random.nextInt(3) - 1);
    }
    for (int i = 0; i < count; i++) {
      VideoFrame frame = VideoFrame.allocate(format);
      pictures.frames.add(frame);
      frame.copyFrom(paint(i, format.width(), format.height(), texture, grain, random));
      frame.setPts(new Timestamp(i, UNIT));
      pictures.structs.add(frame.pointer());
    }
    return pictures;
  }

  /**
   * The picture of that place with its time, lent until that place of the next cycle is asked for:
   * the cycle goes round, the times go on.
   */
  VideoFrame at(long index) {
    int place = (int) (index % frames.size());
    // Through the struct, so that what a benchmark allocates is the library's.
    structs.get(place).pts(index);
    return frames.get(place);
  }

  /** Noise of four scales that fits onto itself at its edges. */
  private static byte[] texture(Random random) {
    double[] sum = new double[TILE * TILE];
    double most = 0;
    for (int cell = TILE / 4; cell >= 2; cell /= 4) {
      int cells = TILE / cell;
      double[] corners = random.doubles((long) cells * cells).toArray();
      most += Math.sqrt(cell);
      for (int y = 0; y < TILE; y++) {
        for (int x = 0; x < TILE; x++) {
          sum[y * TILE + x] += Math.sqrt(cell) * between(corners, cells, x, y, cell);
        }
      }
    }
    byte[] texture = new byte[sum.length];
    for (int i = 0; i < sum.length; i++) {
      texture[i] = (byte) Math.round(DARKEST + (BRIGHTEST - DARKEST) * sum[i] / most);
    }
    return texture;
  }

  private static double between(double[] corners, int cells, int x, int y, int cell) {
    int left = x / cell % cells;
    int right = (left + 1) % cells;
    int top = y / cell % cells * cells;
    int bottom = (y / cell + 1) % cells * cells;
    double u = (double) (x % cell) / cell;
    double v = (double) (y % cell) / cell;
    double above = corners[top + left] * (1 - u) + corners[top + right] * u;
    double below = corners[bottom + left] * (1 - u) + corners[bottom + right] * u;
    return above * (1 - v) + below * v;
  }

  private static byte[] paint(
      int index, int width, int height, byte[] texture, byte[] grain, Random random) {
    double angle = 2 * Math.PI * index / CYCLE;
    int dx = RADIUS + (int) Math.round(RADIUS * Math.cos(angle));
    int dy = RADIUS + (int) Math.round(RADIUS * Math.sin(angle));
    int bar = index * width / CYCLE;
    int grainAt = random.nextInt(grain.length);
    byte[] planes = new byte[width * height * 3 / 2];
    for (int y = 0; y < height; y++) {
      int row = (y + dy) % TILE * TILE;
      for (int x = 0; x < width; x++) {
        boolean inBar = x >= bar && x < bar + BAR && y > height / 4 && y < height / 2;
        int luma = inBar ? 200 : texture[row + (x + dx) % TILE] & 0xff;
        planes[y * width + x] = (byte) (luma + grain[(grainAt + y * 733 + x) % grain.length]);
      }
    }
    int chroma = width * height;
    int half = width / 2;
    for (int y = 0; y < height; y++) {
      int row = (y * 2 + dy) % TILE * TILE;
      for (int x = 0; x < half; x++) {
        int luma = texture[row + (x * 2 + dx) % TILE] & 0xff;
        planes[chroma + y * half + x] = (byte) (y < height / 2 ? 96 + luma / 4 : 160 - luma / 4);
      }
    }
    return planes;
  }

  @Override
  public void close() {
    frames.forEach(VideoFrame::close);
  }
}
