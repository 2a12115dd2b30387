package io.av4j.codec;

import java.nio.ByteBuffer;

/** Looks at the OBUs of an AV1 temporal unit (AV1 specification 5.3). */
final class Av1Units {
  private static final int FRAME_HEADER = 3;
  private static final int FRAME = 6;

  private Av1Units() {}

  /** Whether there is exactly one frame in it, shown or not. */
  static boolean isOneFrame(ByteBuffer unit) {
    int frames = 0;
    int at = 0;
    while (at < unit.limit()) {
      int header = unit.get(at);
      int type = header >> 3 & 15;
      frames += type == FRAME || type == FRAME_HEADER ? 1 : 0;
      at += (header & 4) != 0 ? 2 : 1;
      if ((header & 2) == 0) {
        // Without a size it reaches to the end.
        break;
      }
      long size = 0;
      int more = 0x80;
      for (int i = 0; more != 0 && i < 8 && at < unit.limit(); i++) {
        int next = unit.get(at++);
        size |= (long) (next & 0x7f) << (7 * i);
        more = next & 0x80;
      }
      at = (int) Math.min(unit.limit(), at + size);
    }
    return frames == 1;
  }
}
