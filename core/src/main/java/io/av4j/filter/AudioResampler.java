package io.av4j.filter;

import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import io.av4j.time.Rational;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Brings sound of any rate, sample format and channels to one format, in frames of one length
 * ({@code swr_convert}, {@code av_audio_fifo}).
 *
 * <p>The input may change on the way. The time of every sample is kept: output frames are stamped
 * in samples of the target's rate, and gaps stay gaps. Serves one thread at a time. The opener
 * closes it.
 */
public final class AudioResampler implements Stage<AudioFrame, AudioFrame>, AutoCloseable {
  private static final Lender<AudioFrame, NativeFrame> FRAMES = Lender.of(AudioFrame.class);

  private final ResamplerHandle handle;
  private final AudioTimeline timeline = new AudioTimeline();
  private final AudioFormat target;
  private final int frameSize;
  private final Rational outputSample;
  private Rational inputSample = Rational.UNSET;
  private int delta;
  private int distance;

  private AudioResampler(ResamplerHandle handle, AudioFormat target, int frameSize) {
    this.handle = handle;
    this.target = target;
    this.frameSize = frameSize;
    this.outputSample = new Rational(1, target.sampleRate());
  }

  /** A resampler to that format, in frames of whatever length comes. */
  public static AudioResampler to(AudioFormat target) {
    return to(target, 0);
  }

  /**
   * A resampler to that format in frames of that many samples, as {@code Encoder.frameSize()} wants
   * them; only the last is shorter. 0 takes any length.
   */
  public static AudioResampler to(AudioFormat target, int frameSize) {
    if (frameSize < 0 || frameSize > 1 << 20) {
      throw new IllegalArgumentException("the frame size must be 0 to 2^20: " + frameSize);
    }
    return new AudioResampler(ResamplerHandle.open(target), target, frameSize);
  }

  /**
   * Resamples one frame.
   *
   * @throws io.av4j.MediaException if FFmpeg cannot convert from the frame's format
   * @throws IllegalStateException if closed, in use, or the frame's turn is over
   */
  @Override
  public void feed(AudioFrame frame, Sink<? super AudioFrame> sink) {
    handle.enter();
    try {
      take(frame);
      give(sink, false);
    } finally {
      handle.exit();
    }
  }

  private void take(AudioFrame frame) {
    NativeFrame source = FRAMES.enter(frame);
    try {
      if (!handle.fits(source)) {
        timeline.wroteMore(handle.convert(null));
        handle.adapt(source);
        inputSample = new Rational(1, source.sampleRate());
        timeline.inputChanged(source.sampleRate() != target.sampleRate());
      }
      if (distance > 0) {
        handle.compensate(delta, distance);
        timeline.stretched();
        distance = 0;
      }
      long start = timeline.input(inputPts(source), source.samples());
      long outputStart = Rational.rescale(start, inputSample, outputSample) - handle.delay();
      timeline.wrote(outputStart, handle.convert(source));
    } finally {
      source.exit();
    }
  }

  /** The pts in samples of the input's rate. */
  private long inputPts(NativeFrame in) {
    long pts = in.pts();
    return pts == avutil.AV_NOPTS_VALUE || !in.timeBase().isSet()
        ? AudioTimeline.UNKNOWN
        : Rational.rescale(pts, in.timeBase(), inputSample);
  }

  private void give(Sink<? super AudioFrame> sink, boolean all) {
    while (true) {
      int waiting = handle.waiting();
      int samples = frameSize == 0 ? waiting : Math.min(frameSize, waiting);
      if (samples == 0 || (!all && samples < frameSize)) {
        return;
      }
      NativeFrame out = handle.take(samples);
      out.setPts(timeline.output(samples));
      out.setDuration(samples);
      out.setTimeBase(outputSample);
      AudioFrame lent = FRAMES.lend(out);
      try {
        sink.accept(lent);
      } finally {
        FRAMES.takeBack(lent, out);
        avutil.av_frame_unref(out.struct());
      }
      handle.checkOpen();
    }
  }

  /**
   * Stretches or squeezes the sound from the next frame on, to bring it back to its time without a
   * gap or a cut ({@code swr_set_compensation}); see {@code SyncAction.Compensate}. Replaces what
   * was said before.
   *
   * @param samples how many more, or fewer where negative; at most a tenth of the distance. A
   *     hundredth can be heard
   * @param overSamples over how many samples of the target's rate; thereafter all is as before
   * @throws IllegalArgumentException if the distance is not positive or the samples are too many
   * @throws IllegalStateException if closed or in use
   */
  public void compensate(int samples, int overSamples) {
    if (overSamples < 1 || Math.abs((long) samples) > overSamples / 10) {
      throw new IllegalArgumentException(
          "cannot stretch " + overSamples + " samples by " + samples);
    }
    handle.enter();
    try {
      delta = samples;
      distance = overSamples;
    } finally {
      handle.exit();
    }
  }

  @Override
  public void flush(Sink<? super AudioFrame> sink) {
    handle.enter();
    try {
      timeline.wroteMore(handle.convert(null));
      give(sink, true);
      timeline.reset();
    } finally {
      handle.exit();
    }
  }

  /** What every frame becomes. */
  public AudioFormat target() {
    return target;
  }

  /**
   * Frees the resampler with what is inside. Idempotent, never throws; waits for a thread inside.
   */
  @Override
  public void close() {
    handle.close();
  }
}
