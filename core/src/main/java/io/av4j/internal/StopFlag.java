package io.av4j.internal;

import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * A flag that FFmpeg reads by itself where it asks whether to stop, without a call into Java.
 *
 * <p>What it asks is {@code av_buffer_is_writable}, which takes and gives what an interrupt
 * callback does: a buffer with two references is not writable, which means "go on", and one with a
 * single reference is. A connection asks twice for each of its writes, thousands of times a second.
 */
final class StopFlag {
  private static final @Nullable Pointer QUESTION = Loader.addressof("av_buffer_is_writable");

  // FFmpeg holds its address until the connection is closed.
  private final AVBufferRef asked;
  private @Nullable AVBufferRef second;
  private boolean freed;

  private StopFlag(AVBufferRef asked) {
    this.asked = asked;
    lower();
  }

  /** A lowered flag, or null where the function cannot be found. */
  static @Nullable StopFlag create() {
    return QUESTION == null
        ? null
        : new StopFlag(AvError.notNull(avutil.av_buffer_alloc(1), "av_buffer_alloc"));
  }

  /** Lets the callback ask this flag. */
  void guard(AVIOInterruptCB callback) {
    // The struct is the function's address and its argument.
    new PointerPointer<>(callback).put(0, QUESTION).put(1, asked);
  }

  void raise() {
    AVBufferRef reference = second;
    if (reference != null) {
      second = null;
      avutil.av_buffer_unref(reference);
    }
  }

  void lower() {
    if (second == null && !freed) {
      second = AvError.notNull(avutil.av_buffer_ref(asked), "av_buffer_ref");
    }
  }

  /** Behind the last call that may ask. Idempotent. */
  void free() {
    if (!freed) {
      raise();
      freed = true;
      avutil.av_buffer_unref(asked);
    }
  }
}
