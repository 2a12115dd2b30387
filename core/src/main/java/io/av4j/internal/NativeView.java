package io.av4j.internal;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * The reference that keeps a frame's buffer alive under a view that Java has of it. It is given
 * back when neither the view nor anything made from it can be reached any more.
 *
 * <p>Slices, duplicates and views of other types keep the first buffer of their line reachable, so
 * that one is watched.
 */
public final class NativeView extends NativeHandle {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final ViewBudget BUDGET = ViewBudget.ofThisProcess();

  private final AVBufferRef buffer;
  private final long bytes;

  private NativeView(AVBufferRef buffer, long bytes) {
    super(NativeType.VIEW);
    this.buffer = buffer;
    this.bytes = bytes;
  }

  /**
   * A read-only view of samples of the frame, in the machine's byte order.
   *
   * @param samples where they are and, as its capacity, how many bytes
   * @throws IllegalStateException if the views hold as much as they may, or if the samples lie in
   *     memory that nobody counts references of
   */
  public static ByteBuffer of(AVFrame frame, int plane, BytePointer samples) {
    AVBufferRef owner = avutil.av_frame_get_plane_buffer(frame, plane);
    if (owner == null || !holds(owner, samples)) {
      throw new IllegalStateException("plane " + plane + " lies in no buffer of the frame");
    }
    NativeView view = reference(owner);
    try {
      ByteBuffer watched = samples.asByteBuffer();
      ByteBuffer given = watched.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
      CLEANER.register(watched, view::close);
      return given;
    } catch (Throwable e) {
      view.close();
      throw e;
    }
  }

  private static boolean holds(AVBufferRef owner, BytePointer samples) {
    long offset = samples.address() - owner.data().address();
    return offset >= 0 && offset + samples.capacity() <= owner.size();
  }

  private static NativeView reference(AVBufferRef owner) {
    long bytes = owner.size();
    BUDGET.take(bytes);
    try {
      return new NativeView(AvError.notNull(avutil.av_buffer_ref(owner), "av_buffer_ref"), bytes);
    } catch (Throwable e) {
      BUDGET.giveBack(bytes);
      throw e;
    }
  }

  @Override
  protected void free() {
    avutil.av_buffer_unref(buffer);
    BUDGET.giveBack(bytes);
  }
}
