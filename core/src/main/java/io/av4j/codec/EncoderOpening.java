package io.av4j.codec;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** On which thread an encoder is opened. */
enum EncoderOpening {
  /** On the caller's. */
  HERE {
    @Override
    int call(IntSupplier open) {
      return open.getAsInt();
    }
  },
  /**
   * On a short one of its own: where the process may, as root, SVT-AV1 makes the thread that opens
   * it a real-time thread of the highest priority ({@code SCHED_FIFO} 99), and every thread that
   * that one starts inherits it.
   */
  APART {
    @Override
    int call(IntSupplier open) {
      AtomicInteger code = new AtomicInteger();
      Thread thread = new Thread(() -> code.set(open.getAsInt()), "av4j-open-encoder");
      thread.setDaemon(true);
      thread.start();
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          // What is opened has to be known before it can be freed.
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return code.get();
    }
  };

  static EncoderOpening of(String encoder) {
    return encoder.equals("libsvtav1") ? APART : HERE;
  }

  abstract int call(IntSupplier open);
}
