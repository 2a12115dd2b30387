package io.av4j.codec;

import io.av4j.internal.AvError;
import io.av4j.internal.NativeFrame;
import java.util.Set;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Makes of each frame one that the encoder survives: what encoders take for granted, and some crash
 * without, is established here and nowhere else.
 *
 * @param video whether these are pictures
 * @param clamps whether samples have to be finite and of a sound's size
 */
record SafeFrames(boolean video, boolean clamps) {
  /** LAME is built with assertions about the energy of what it gets. */
  private static final Set<String> ASSERTING = Set.of("libmp3lame");

  /** Sixteen times full scale, 24 dB; no sound has that. */
  private static final float LOUDEST = 16;

  static SafeFrames of(String encoder, FrameCheck check) {
    boolean floats =
        check.format() == avutil.AV_SAMPLE_FMT_FLT || check.format() == avutil.AV_SAMPLE_FMT_FLTP;
    return new SafeFrames(check.video(), !check.video() && floats && ASSERTING.contains(encoder));
  }

  /** Makes the empty frame a reference to the other one, or a copy that can be encoded. */
  void take(NativeFrame into, NativeFrame from) {
    if (video && from.isUpsideDown()) {
      copy(into.struct(), from.struct());
      return;
    }
    AvError.check(avutil.av_frame_ref(into.struct(), from.struct()), "av_frame_ref");
    if (clamps && !isSound(into)) {
      AvError.check(avutil.av_frame_make_writable(into.struct()), "av_frame_make_writable");
      clamp(into);
    }
  }

  private static void copy(AVFrame into, AVFrame from) {
    into.format(from.format()).width(from.width()).height(from.height());
    AvError.check(avutil.av_frame_get_buffer(into, 0), "av_frame_get_buffer");
    AvError.check(avutil.av_frame_copy(into, from), "av_frame_copy");
    AvError.check(avutil.av_frame_copy_props(into, from), "av_frame_copy_props");
  }

  private static boolean isSound(NativeFrame frame) {
    for (int plane = 0; plane < planes(frame); plane++) {
      FloatPointer samples = samples(frame, plane);
      for (long i = 0; i < samples.limit(); i++) {
        // Not so for what is no number, either.
        if (!(Math.abs(samples.get(i)) <= LOUDEST)) {
          return false;
        }
      }
    }
    return true;
  }

  private static void clamp(NativeFrame frame) {
    for (int plane = 0; plane < planes(frame); plane++) {
      FloatPointer samples = samples(frame, plane);
      for (long i = 0; i < samples.limit(); i++) {
        float sample = samples.get(i);
        samples.put(i, Float.isNaN(sample) ? 0 : Math.max(-LOUDEST, Math.min(LOUDEST, sample)));
      }
    }
  }

  private static int planes(NativeFrame frame) {
    return frame.format() == avutil.AV_SAMPLE_FMT_FLTP ? frame.channels() : 1;
  }

  private static FloatPointer samples(NativeFrame frame, int plane) {
    long count = (long) frame.samples() * (planes(frame) == 1 ? frame.channels() : 1);
    Pointer start = frame.planes().get(plane);
    FloatPointer samples = new FloatPointer(start);
    samples.limit(count);
    return samples;
  }
}
