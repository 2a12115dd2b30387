package io.av4j.filter;

import java.util.Arrays;

/** The pts of some positions in a flow of samples, in their order; a ring of numbers. */
final class Marks {
  private long[] positions = new long[8];
  private long[] pts = new long[8];
  private int first;
  private int count;

  void add(long position, long time) {
    if (count == positions.length) {
      positions = grown(positions);
      pts = grown(pts);
      first = 0;
    }
    int at = index(count);
    positions[at] = position;
    pts[at] = time;
    count++;
  }

  private long[] grown(long[] ring) {
    long[] larger = Arrays.copyOf(Arrays.copyOfRange(ring, first, count), 2 * count);
    System.arraycopy(ring, 0, larger, count - first, first);
    return larger;
  }

  /**
   * The pts of a position, counted from the last mark at or before it; 0 without a mark. Forgets
   * the marks before that one: positions do not fall.
   */
  long ptsAt(long position) {
    while (count > 1 && positions[index(1)] <= position) {
      first = index(1);
      count--;
    }
    return count == 0 ? 0 : pts[first] + (position - positions[first]);
  }

  void clear() {
    count = 0;
  }

  private int index(int offset) {
    return (first + offset) & (positions.length - 1);
  }
}
