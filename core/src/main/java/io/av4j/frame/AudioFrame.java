package io.av4j.frame;

import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * A piece of sound ({@code AVFrame} of audio). See {@link Frame} for who owns it and how long it is
 * valid.
 */
public final class AudioFrame extends Frame {
  static {
    Lender.publish(AudioFrame.class, AudioFrame::new, AudioFrame::handle, AudioFrame::part);
  }

  private AudioFrame(NativeFrame handle) {
    super(handle);
  }

  /**
   * A piece of sound of that format and length with memory of its own, uncleared. The caller closes
   * it.
   *
   * @param samples samples of each channel, 1 to 2^24
   */
  public static AudioFrame allocate(AudioFormat format, int samples) {
    if (samples < 1 || samples > 1 << 24) {
      throw new IllegalArgumentException("samples must be 1 to 2^24: " + samples);
    }
    NativeFrame handle = NativeFrame.owned();
    try {
      AVFrame frame = handle.struct();
      frame.format(format.sampleFormat().id());
      frame.sample_rate(format.sampleRate());
      frame.nb_samples(samples);
      format.layout().write(frame.ch_layout());
      AvError.check(avutil.av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
      return new AudioFrame(handle);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  @Override
  public AudioFrame newRef() {
    return ask(h -> new AudioFrame(h.newRef()));
  }

  /** Rate, samples and channels. */
  public AudioFormat format() {
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      return new AudioFormat(
          f.sample_rate(), SampleFormat.ofId(f.format()), ChannelLayout.read(f.ch_layout()));
    } finally {
      h.exit();
    }
  }

  /** Samples of each channel ({@code nb_samples}). */
  public int samples() {
    return askInt(NativeFrame::samples);
  }

  /** How many bytes {@link #copyTo(byte[])} needs: samples × channels × bytes of a sample. */
  public int packedSize() {
    return askInt(h -> new Samples(h.struct()).bytes());
  }

  /**
   * Copies the samples with their channels interleaved, whether the frame has them so or in planes.
   *
   * @return the number of bytes written, {@link #packedSize()}
   * @throws IllegalArgumentException if the array is too small
   */
  public int copyTo(byte[] target) {
    return copyTo(ByteBuffer.wrap(target));
  }

  /**
   * Copies the samples with their channels interleaved, in the machine's byte order, into a buffer
   * from its position on, and moves the position behind them.
   *
   * @return the number of bytes written, {@link #packedSize()}
   * @throws IllegalArgumentException if the buffer is read-only or has too little room
   */
  public int copyTo(ByteBuffer target) {
    NativeFrame h = enter();
    try {
      Samples samples = new Samples(h.struct());
      if (target.isReadOnly() || target.remaining() < samples.bytes()) {
        throw new IllegalArgumentException(
            "need a writable buffer with room for " + samples.bytes() + " bytes, not " + target);
      }
      samples.copyTo(target);
      return samples.bytes();
    } finally {
      h.exit();
    }
  }

  /**
   * Copies {@link SampleFormat#FLT} or {@link SampleFormat#FLTP} samples with their channels
   * interleaved.
   *
   * @return the number of floats written, samples × channels
   * @throws IllegalArgumentException if the array is too small, or the samples are no floats
   */
  public int copyTo(float[] target) {
    NativeFrame h = enter();
    try {
      Samples samples = new Samples(h.struct());
      samples.require(SampleFormat.FLT, SampleFormat.FLTP, target.length);
      samples.copyTo(target);
      return samples.count();
    } finally {
      h.exit();
    }
  }

  /**
   * Copies {@link SampleFormat#S16} or {@link SampleFormat#S16P} samples with their channels
   * interleaved.
   *
   * @return the number of shorts written, samples × channels
   * @throws IllegalArgumentException if the array is too small, or the samples are no shorts
   */
  public int copyTo(short[] target) {
    NativeFrame h = enter();
    try {
      Samples samples = new Samples(h.struct());
      samples.require(SampleFormat.S16, SampleFormat.S16P, target.length);
      samples.copyTo(target);
      return samples.count();
    } finally {
      h.exit();
    }
  }

  /** One plane for each channel, or one for all where they are interleaved. */
  public int planeCount() {
    return askInt(h -> new Samples(h.struct()).planes());
  }

  /**
   * The samples of one channel, or of all where they are interleaved, without a copy, read-only and
   * in the machine's byte order. They stay as they are now for as long as the buffer, or any made
   * from it, can be reached; {@link VideoFrame#plane} says more.
   *
   * @throws IllegalArgumentException if there is no plane of that index
   * @throws IllegalStateException if views keep too much memory alive, as {@link VideoFrame#plane}
   *     says
   */
  public ByteBuffer plane(int plane) {
    return ask(h -> new Samples(h.struct()).view(plane));
  }

  /**
   * Fills the frame from samples with their channels interleaved, as {@link #copyTo(byte[])} writes
   * them.
   *
   * @throws IllegalArgumentException if the array has not exactly {@link #packedSize()} bytes
   */
  public void copyFrom(byte[] source) {
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      Samples samples = new Samples(f);
      if (source.length != samples.bytes()) {
        throw new IllegalArgumentException(
            "need " + samples.bytes() + " bytes, not " + source.length);
      }
      AvError.check(avutil.av_frame_make_writable(f), "av_frame_make_writable");
      samples.copyFrom(ByteBuffer.wrap(source));
    } finally {
      h.exit();
    }
  }

  /** Length and format, for logs. */
  @Override
  public String toString() {
    return isOpen()
        ? "AudioFrame[" + samples() + " samples, " + format() + "]"
        : "AudioFrame[over]";
  }
}
