package io.av4j.internal;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All gates by number, and the thread that looks at each of them every 20 ms: FFmpeg itself reads
 * only their flags. The thread lives as long as there are gates.
 */
final class GateWatch {
  private static final long PERIOD_NANOS = 20_000_000;

  private static volatile @Nullable InterruptGate[] gates = new InterruptGate[16];
  private static @Nullable Thread thread;

  private GateWatch() {}

  /** Takes a gate in and gives its number. */
  static synchronized int add(InterruptGate gate) {
    int slot = 0;
    while (slot < gates.length && gates[slot] != null) {
      slot++;
    }
    if (slot == gates.length) {
      gates = Arrays.copyOf(gates, slot * 2);
    }
    gates[slot] = gate;
    if (thread == null) {
      Thread watch = new Thread(null, GateWatch::watch, "av4j-deadlines", 0, false);
      watch.setDaemon(true);
      watch.setContextClassLoader(null);
      watch.start();
      thread = watch;
    }
    return slot;
  }

  /** Forgets the gate of that number, if it is that one. */
  static synchronized void remove(int slot, InterruptGate gate) {
    if (gates[slot] == gate) {
      gates[slot] = null;
    }
  }

  /** The gate of that number, or null. */
  static @Nullable InterruptGate at(int slot) {
    @Nullable InterruptGate[] all = gates;
    return slot >= 0 && slot < all.length ? all[slot] : null;
  }

  private static void watch() {
    do {
      LockSupport.parkNanos(GateWatch.class, PERIOD_NANOS);
      for (InterruptGate gate : gates) {
        if (gate != null) {
          gate.mustStop();
        }
      }
    } while (!idle());
  }

  /** Whether there is no gate, so that the thread ends and the next gate starts another. */
  private static synchronized boolean idle() {
    for (InterruptGate gate : gates) {
      if (gate != null) {
        return false;
      }
    }
    thread = null;
    return true;
  }
}
