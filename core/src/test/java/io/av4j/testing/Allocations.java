package io.av4j.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Counts what the current thread allocates since opening: bytes of the Java heap, and JavaCPP
 * objects with a deallocator, also those that are closed at once.
 */
public final class Allocations implements AutoCloseable {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Scope scope = new Scope();
  private final long thread = Thread.currentThread().getId();
  private final long before = THREADS.getThreadAllocatedBytes(thread);

  /** Bytes of the Java heap since opening. */
  public long heapBytes() {
    return THREADS.getThreadAllocatedBytes(thread) - before;
  }

  /** JavaCPP objects with a deallocator since opening. */
  public long deallocators() {
    return scope.count;
  }

  @Override
  public void close() {
    scope.close();
  }

  /** JavaCPP offers every object with a deallocator to the scopes of its thread. */
  private static final class Scope extends PointerScope {
    private long count;

    @Override
    public PointerScope attach(Pointer pointer) {
      count++;
      return this;
    }
  }
}
