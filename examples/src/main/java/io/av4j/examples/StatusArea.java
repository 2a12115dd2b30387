package io.av4j.examples;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * Lines at the end of a terminal that are drawn over in place, while others go by above them.
 *
 * <p>As long as it is open, what anybody prints on standard error, a logger for example, goes by
 * above too, line by line. It may be used from any thread.
 */
final class StatusArea implements AutoCloseable {
  /** The usual terminal has 24 lines; what scrolls out of it cannot be drawn over. */
  static final int MOST_LINES = 22;

  // A line longer than the terminal is wide is cut, not wrapped, or the lines could not be counted.
  private static final String CUT = "\033[?7l";
  private static final String WRAP = "\033[?7h";
  private static final String CLEAR_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ErrorLines errors = new ErrorLines();
  private List<String> lines = List.of();
  private boolean closed;

  /** Takes standard error over, until it is closed. */
  StatusArea() {
    System.setErr(new PrintStream(errors, true));
  }

  /** Draws these lines over those that are there. */
  synchronized void show(List<String> next) {
    if (!closed) {
      String up = up();
      lines = List.copyOf(next.subList(0, Math.min(MOST_LINES, next.size())));
      out.print(up + lines());
      out.flush();
    }
  }

  /** Prints a line above; nothing once it is closed. */
  synchronized void print(String line) {
    if (!closed) {
      out.print(up() + CLEAR_BELOW + line + "\n" + lines());
      out.flush();
    }
  }

  private synchronized void printError(byte[] whole) {
    if (!lines.isEmpty()) {
      out.print(up() + CLEAR_BELOW);
      out.flush();
    }
    err.write(whole, 0, whole.length);
    err.flush();
    out.print(lines());
    out.flush();
  }

  /** To where the lines begin. */
  private String up() {
    return lines.isEmpty() ? "" : "\r\033[" + lines.size() + "A";
  }

  private String lines() {
    if (lines.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(CUT);
    lines.forEach(line -> text.append(line).append(CLEAR_LINE).append('\n'));
    return text.append(WRAP).append(CLEAR_BELOW).toString();
  }

  /** Leaves the lines as they are, and gives standard error back. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      lines = List.of();
      System.setErr(err);
    }
    // Not under the lock: who prints holds the stream's own first.
    errors.end();
  }

  /** Gives whole lines on. */
  private final class ErrorLines extends OutputStream {
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      int end = from + count;
      while (end > from && bytes[end - 1] != '\n') {
        end--;
      }
      synchronized (begun) {
        begun.write(bytes, from, end - from);
        if (end > from) {
          printError(begun.toByteArray());
          begun.reset();
        }
        begun.write(bytes, end, from + count - end);
      }
    }

    /** What is no whole line yet too. */
    void end() {
      synchronized (begun) {
        printError(begun.toByteArray());
        begun.reset();
      }
    }
  }
}
