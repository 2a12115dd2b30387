package io.av4j.examples;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.av4j.pipeline.OutputProgress;
import io.av4j.time.Timestamp;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Says how far the work is: a line that is written over on a terminal, or JSON lines. */
final class Progress {
  /** How to say it. */
  enum Style {
    /** A line that is written over on a terminal, a line now and then elsewhere. */
    AUTO,
    /** A line that is written over. */
    LINE,
    /** A line now and then. */
    LINES,
    JSON,
    NONE
  }

  private static final long EVERY_NANOS = 500_000_000;
  private static final long SELDOM_NANOS = 2_000_000_000;

  private final Style style;
  private final PrintWriter out;
  private final LongSupplier bytes;
  private final long start = System.nanoTime();
  private long lastShown = start;
  private long frames;
  private double seconds;

  Progress(Style style, CommandLine line, LongSupplier bytes) {
    this.style = resolve(style);
    // JSON is for programs to read, a line for people to watch.
    this.out = style == Style.JSON ? line.getOut() : line.getErr();
    this.bytes = bytes;
  }

  /** AUTO by where the output goes. */
  static Style resolve(Style wanted) {
    if (wanted != Style.AUTO) {
      return wanted;
    }
    return onTerminal() ? Style.LINE : Style.LINES;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // the newer JVMs that always have a console are asked below
  private static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Counts a frame of that time; the first stream that has pictures is the one to count. */
  void frame(@Nullable Timestamp pts) {
    frames++;
    time(pts);
  }

  /** Notes how far the media is. */
  void time(@Nullable Timestamp pts) {
    if (pts != null) {
      seconds = Math.max(seconds, pts.toSeconds());
    }
  }

  /** Takes over how far a pipeline's output is. */
  void reached(OutputProgress progress) {
    frames = progress.frames().orElse(0);
    time(progress.time());
  }

  /** Shows the numbers, now and then. */
  void update() {
    long now = System.nanoTime();
    long pause = style == Style.LINES ? SELDOM_NANOS : EVERY_NANOS;
    if (style != Style.NONE && now - lastShown >= pause) {
      lastShown = now;
      show(now, false);
    }
  }

  /** Shows the last numbers. */
  void end() {
    if (style != Style.NONE) {
      show(System.nanoTime(), true);
    }
  }

  private void show(long now, boolean end) {
    double elapsed = (now - start) / 1e9;
    long size = bytes.getAsLong();
    double speed = seconds / elapsed;
    double bitrate = seconds > 0 ? size * 8 / seconds : 0;
    if (style == Style.JSON) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("frame", frames).put("fps", round(frames / elapsed)).put("time", round(seconds));
      json.put("speed", round(speed)).put("bitrate", Math.round(bitrate)).put("size", size);
      out.println(json.put("progress", end ? "end" : "continue"));
    } else {
      out.printf(
          Locale.ROOT,
          "%sframe=%6d fps=%6.1f time=%s speed=%5.2fx bitrate=%7.0f kb/s size=%8d KiB%s",
          style == Style.LINE ? "\r" : "",
          frames,
          frames / elapsed,
          clock(seconds),
          speed,
          bitrate / 1000,
          size / 1024,
          end || style == Style.LINES ? System.lineSeparator() : "");
    }
    out.flush();
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  static String clock(double seconds) {
    long hundredths = Math.round(seconds * 100);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%02d",
        hundredths / 360_000,
        hundredths / 6_000 % 60,
        hundredths / 100 % 60,
        hundredths % 100);
  }
}
