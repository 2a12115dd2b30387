package io.av4j.filter;

import io.av4j.frame.VideoFormat;
import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which part of pictures of one kind goes where in the target. Worked out once, as long as the
 * pictures stay as they are. Sizes are rounded as FFmpeg's {@code scale} and {@code pad} round
 * them.
 *
 * @param pictures what the pictures are like
 * @param shown the part of the picture that is shown
 * @param into where in the target it is shown
 * @param bars what the picture leaves free of the target
 * @param aspect the shape of the target's pixels; 0/1 where it is not known and does not change
 */
record Placement(Kind pictures, Box shown, Box into, List<Box> bars, Rational aspect) {
  private static final Rational SQUARE = new Rational(1, 1);

  /** Pictures of one size, format and shape, as FFmpeg's numbers have it. */
  private record Kind(int width, int height, int format, int aspectNum, int aspectDen) {
    static Kind of(NativeFrame frame) {
      return new Kind(
          frame.width(), frame.height(), frame.format(), frame.aspectNum(), frame.aspectDen());
    }

    boolean is(NativeFrame frame) {
      return frame.width() == width
          && frame.height() == height
          && frame.format() == format
          && frame.aspectNum() == aspectNum
          && frame.aspectDen() == aspectDen;
    }

    /** The shape of a pixel; 0/1 where it is not known. */
    Rational aspect() {
      return aspectNum > 0 && aspectDen > 0 ? new Rational(aspectNum, aspectDen) : Rational.UNSET;
    }
  }

  static Placement of(NativeFrame frame, VideoFormat target, Fit fit) {
    Kind in = Kind.of(frame);
    Box shown = new Box(0, 0, in.width(), in.height());
    Box into = new Box(0, 0, target.width(), target.height());
    if (fit == Fit.STRETCH) {
      return new Placement(in, shown, into, List.of(), stretched(in, target));
    }
    double wider = wider(in.width(), in.height(), in.aspect(), target);
    List<Box> bars = List.of();
    if (!isSameShape(wider, target)) {
      if (fit == Fit.LETTERBOX) {
        ChromaGrid grid = ChromaGrid.of(target.pixelFormat().id());
        into = letterbox(wider, target, grid);
        bars = bars(into, target, grid);
      } else {
        shown = crop(wider, in);
      }
    }
    return new Placement(in, shown, into, bars, orSquare(target.sampleAspectRatio()));
  }

  /** Whether pictures of the one format fill those of the other, neither cut nor with bars. */
  static boolean isSameShape(VideoFormat from, VideoFormat target) {
    return isSameShape(
        wider(from.width(), from.height(), from.sampleAspectRatio(), target), target);
  }

  private static boolean isSameShape(double wider, VideoFormat target) {
    // Less than a step of the target's chroma is no bar, but the rounding of a size.
    ChromaGrid grid = ChromaGrid.of(target.pixelFormat().id());
    return target.width() * (1 - wider) < grid.columns()
        && target.height() * (1 - 1 / wider) < grid.rows();
  }

  /** How much wider than the target a picture is to be seen. */
  private static double wider(int width, int height, Rational aspect, VideoFormat target) {
    return orSquare(aspect).toDouble()
        * width
        * target.height()
        / (orSquare(target.sampleAspectRatio()).toDouble() * height * target.width());
  }

  private static Rational orSquare(Rational aspect) {
    return aspect.isSet() ? aspect : SQUARE;
  }

  private static Box letterbox(double wider, VideoFormat target, ChromaGrid grid) {
    int width = inner(target.width(), target.width() * wider, grid.columns());
    int height = inner(target.height(), target.height() / wider, grid.rows());
    return new Box(
        middle(target.width(), width, grid.columns()),
        middle(target.height(), height, grid.rows()),
        width,
        height);
  }

  /** Left, right, above, below; an odd last column or row of the picture is covered, as by pad. */
  private static List<Box> bars(Box into, VideoFormat target, ChromaGrid grid) {
    int width = target.width();
    int height = target.height();
    int right = seenEnd(into.x(), into.width(), width, grid.columns());
    int bottom = seenEnd(into.y(), into.height(), height, grid.rows());
    return Stream.of(
            new Box(0, 0, into.x(), height),
            new Box(right, 0, width - right, height),
            new Box(0, 0, width, into.y()),
            new Box(0, bottom, width, height - bottom))
        .filter(bar -> !bar.isEmpty())
        .toList();
  }

  private static int seenEnd(int start, int length, int side, int step) {
    return length == side ? side : start + length - length % step;
  }

  private static Box crop(double wider, Kind in) {
    ChromaGrid grid = ChromaGrid.cuttable(in.format());
    int width = inner(in.width(), in.width() / wider, grid.columns());
    int height = inner(in.height(), in.height() * wider, grid.rows());
    return new Box(
        middle(in.width(), width, grid.columns()),
        middle(in.height(), height, grid.rows()),
        width,
        height);
  }

  private static int inner(int side, double exact, int least) {
    return (int) Math.min(side, Math.max(least, Math.round(exact)));
  }

  private static int middle(int side, int inner, int step) {
    int before = (side - inner) / 2;
    return before - before % step;
  }

  private static Rational stretched(Kind in, VideoFormat target) {
    Rational stretch =
        Rational.reduced((long) target.height() * in.width(), (long) target.width() * in.height());
    Rational aspect = in.aspect();
    if (!aspect.isSet()) {
      return stretch.equals(SQUARE) ? aspect : stretch;
    }
    return stretch.times(aspect);
  }

  /** Whether a picture is of the kind that this was worked out for. */
  boolean isFor(NativeFrame frame) {
    return pictures.is(frame);
  }

  /** Whether all of the picture fills all of the target. */
  boolean isWhole() {
    return bars.isEmpty() && shown.covers(pictures.width(), pictures.height());
  }
}
