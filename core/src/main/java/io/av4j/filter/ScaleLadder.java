package io.av4j.filter;

import io.av4j.flow.Sink;
import io.av4j.flow.Tee;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One video in several sizes: each picture is scaled once for each rung, from the picture of a
 * larger rung where that is at least twice as wide and high, of the same kind, and shows the whole
 * picture without bars; else from the source.
 *
 * <p>All of it runs on the thread that feeds it. The end ends all rungs. What a rung's sink throws
 * goes through, and the rungs after it do not get that picture. Serves one thread at a time. The
 * opener closes it; the sinks stay their owners'.
 */
public final class ScaleLadder implements Sink<VideoFrame>, AutoCloseable {
  private static final int LEAST_SHRINKING = 2;

  private final List<VideoScaler> scalers;
  private final Sink<VideoFrame> first;

  /**
   * One size.
   *
   * @param format what its pictures become
   * @param fit how pictures of another shape are brought into it
   * @param next gets them
   */
  public record Rung(VideoFormat format, Fit fit, Sink<? super VideoFrame> next) {
    private long pixels() {
      return (long) format.width() * format.height();
    }

    /** Whether a picture of this rung is as good a source for the other one as the original. */
    private boolean serves(Rung other) {
      return fit == other.fit
          && format.width() >= LEAST_SHRINKING * other.format.width()
          && format.height() >= LEAST_SHRINKING * other.format.height()
          && format.pixelFormat().equals(other.format.pixelFormat())
          && format.color().equals(other.format.color())
          && (fit == Fit.STRETCH || Placement.isSameShape(format, other.format));
    }
  }

  /** Feeds one rung from a larger one, or from the source. */
  private static final class Choice {
    private final Rung larger;
    private final Sink<VideoFrame> rung;
    private @Nullable VideoFormat last;
    private boolean isFromLarger;

    Choice(Rung larger, Sink<VideoFrame> rung) {
      this.larger = larger;
      this.rung = rung;
    }

    /** Gets each picture of the source, before the larger rung does. */
    Sink<VideoFrame> fromSource() {
      // The end comes the other way.
      return frame -> {
        if (!frame.format().equals(last)) {
          last = frame.format();
          // Bars and cuts lie on whole pixels of each size, so those of the larger one do not fit.
          isFromLarger = larger.fit == Fit.STRETCH || Placement.isSameShape(last, larger.format);
        }
        if (!isFromLarger) {
          rung.accept(frame);
        }
      };
    }

    /** Gets each picture of the larger rung, and the end. */
    Sink<VideoFrame> fromLarger() {
      return new Sink<>() {
        @Override
        public void accept(VideoFrame frame) {
          if (isFromLarger) {
            rung.accept(frame);
          }
        }

        @Override
        public void end() {
          rung.end();
        }
      };
    }
  }

  private ScaleLadder(List<VideoScaler> scalers, Sink<VideoFrame> first) {
    this.scalers = scalers;
    this.first = first;
  }

  /**
   * A ladder of these rungs, in any order.
   *
   * @throws IllegalArgumentException if there is none
   * @throws io.av4j.UnsupportedMediaException as {@link VideoScaler#to(VideoFormat, Fit)}
   */
  public static ScaleLadder of(List<Rung> rungs) {
    if (rungs.isEmpty()) {
      throw new IllegalArgumentException("a ladder needs a rung");
    }
    List<VideoScaler> scalers = new ArrayList<>();
    try {
      return new ScaleLadder(scalers, join(rungs, scalers));
    } catch (RuntimeException e) {
      scalers.forEach(VideoScaler::close);
      throw e;
    }
  }

  private static Sink<VideoFrame> join(List<Rung> rungs, List<VideoScaler> scalers) {
    List<Rung> largestFirst =
        rungs.stream().sorted(Comparator.comparingLong(Rung::pixels).reversed()).toList();
    List<Sink<? super VideoFrame>> fromSource = new ArrayList<>();
    List<List<Sink<? super VideoFrame>>> fromRung = new ArrayList<>();
    for (Rung rung : largestFirst) {
      List<Sink<? super VideoFrame>> takers = new ArrayList<>();
      takers.add(rung.next());
      fromRung.add(takers);
    }
    // From the smallest up, so that what a rung gives away is known when its own turn comes.
    for (int i = largestFirst.size() - 1; i >= 0; i--) {
      Rung rung = largestFirst.get(i);
      VideoScaler scaler = VideoScaler.to(rung.format(), rung.fit());
      scalers.add(scaler);
      int giver = i - 1;
      while (giver >= 0 && !largestFirst.get(giver).serves(rung)) {
        giver--;
      }
      Sink<VideoFrame> scaled = scaler.into(Tee.of(fromRung.get(i)));
      if (giver < 0) {
        fromSource.add(scaled);
      } else {
        Choice choice = new Choice(largestFirst.get(giver), scaled);
        fromSource.add(0, choice.fromSource());
        fromRung.get(giver).add(choice.fromLarger());
      }
    }
    return Tee.of(fromSource);
  }

  @Override
  public void accept(VideoFrame frame) {
    first.accept(frame);
  }

  @Override
  public void end() {
    first.end();
  }

  /** Frees the scalers. Idempotent, never throws; waits for a thread that is inside. */
  @Override
  public void close() {
    scalers.forEach(VideoScaler::close);
  }
}
