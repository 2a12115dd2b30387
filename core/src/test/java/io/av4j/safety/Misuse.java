package io.av4j.safety;

import io.av4j.MediaException;
import io.av4j.testing.Scenario;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** What av4j may answer to a wrong call. */
final class Misuse {
  private Misuse() {}

  /**
   * Runs a call that may fail, in a documented way only.
   *
   * @return what it threw, or null
   * @throws AssertionError if it threw anything else
   */
  static @Nullable RuntimeException tolerated(Scenario call) {
    try {
      call.run();
      return null;
    } catch (IllegalStateException // CancellationException too
        | IllegalArgumentException
        | NullPointerException
        | NoSuchElementException
        | ArithmeticException // a time that does not fit, as Timestamp says
        | MediaException e) {
      requireNotFromInside(e);
      return e;
    } catch (AssertionError e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("not a documented exception: " + e, e);
    }
  }

  /**
   * Runs a call on data that may be damaged, which is nobody's misuse.
   *
   * @return what it threw, or null
   * @throws AssertionError if it threw anything but a {@link MediaException}
   */
  static @Nullable RuntimeException unlucky(Scenario call) {
    RuntimeException e = tolerated(call);
    if (e != null && !(e instanceof MediaException)) {
      throw new AssertionError("damaged data is not a misuse: " + e, e);
    }
    return e;
  }

  /**
   * A null pointer of JavaCPP is a call that reached the native side without its object: one step
   * before a crash, not an answer.
   */
  private static void requireNotFromInside(RuntimeException e) {
    StackTraceElement[] stack = e.getStackTrace();
    if (e instanceof NullPointerException
        && stack.length > 0
        && stack[0].getClassName().startsWith("org.bytedeco")) {
      throw new AssertionError("reached the native side: " + e, e);
    }
  }
}
