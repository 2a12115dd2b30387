package io.av4j.testing;

import io.av4j.FFmpeg;
import io.av4j.internal.NativeType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails every test class that leaves a native object open, with the stack that opened it under
 * {@code -Dav4j.leaks=trace}. Registered for all tests of the module by {@code META-INF/services}.
 *
 * <p>Classes run one after the other, so that what is open more at the end than at the beginning is
 * the class's own.
 */
public final class LeakExtension implements BeforeAllCallback, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(LeakExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(NAMESPACE).put(context.getUniqueId(), FFmpeg.openNativeObjects());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    @SuppressWarnings("unchecked") // put by beforeAll
    Map<String, Long> before =
        (Map<String, Long>) context.getStore(NAMESPACE).get(context.getUniqueId());
    requireNoneOpen(context.getDisplayName(), before == null ? Map.of() : before);
  }

  /**
   * Fails if more native objects are open than before, naming them. Views of frames are nobody's to
   * close, so those that nobody keeps are collected first.
   */
  public static void requireNoneOpen(String who, Map<String, Long> before) {
    collectViews(before.getOrDefault(NativeType.VIEW.toString(), 0L));
    Map<String, Long> left = new TreeMap<>();
    FFmpeg.openNativeObjects()
        .forEach(
            (name, count) -> {
              long more = count - before.getOrDefault(name, 0L);
              if (more > 0) {
                left.put(name, more);
              }
            });
    if (!left.isEmpty()) {
      throw new AssertionError(who + " left native objects open: " + left + stacks());
    }
  }

  private static void collectViews(long expected) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (NativeType.VIEW.open() > expected && System.nanoTime() < end) {
      System.gc();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String stacks() {
    StringWriter text = new StringWriter();
    try (PrintWriter out = new PrintWriter(text)) {
      int shown = 0;
      for (Throwable stack : NativeType.openStacks()) {
        if (++shown > 5) {
          out.println("…");
          break;
        }
        out.println();
        stack.printStackTrace(out);
      }
    }
    return text.toString();
  }
}
