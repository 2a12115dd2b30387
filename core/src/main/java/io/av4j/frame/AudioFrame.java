package io.av4j.frame;

import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

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
    return askInt(h -> packedSize(h.struct()));
  }

  /**
   * Copies the samples with their channels interleaved, whether the frame has them so or in planes.
   *
   * @return the number of bytes written, {@link #packedSize()}
   * @throws IllegalArgumentException if the array is too small
   */
  public int copyTo(byte[] target) {
    NativeFrame h = enter();
    try {
      AVFrame f = h.struct();
      int size = packedSize(f);
      if (target.length < size) {
        throw new IllegalArgumentException(
            "need room for " + size + " bytes, not " + target.length);
      }
      SampleFormat format = SampleFormat.ofId(f.format());
      int channels = f.ch_layout().nb_channels();
      if (!format.isPlanar() || channels == 1) {
        plane(f, 0, size).get(target, 0, size);
      } else {
        int width = format.bytesPerSample();
        for (int channel = 0; channel < channels; channel++) {
          spread(
              plane(f, channel, size / channels), target, channel * width, channels * width, width);
        }
      }
      return size;
    } finally {
      h.exit();
    }
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
      int size = packedSize(f);
      if (source.length != size) {
        throw new IllegalArgumentException("need " + size + " bytes, not " + source.length);
      }
      AvError.check(avutil.av_frame_make_writable(f), "av_frame_make_writable");
      SampleFormat format = SampleFormat.ofId(f.format());
      int channels = f.ch_layout().nb_channels();
      if (!format.isPlanar() || channels == 1) {
        plane(f, 0, size).put(source, 0, size);
      } else {
        int width = format.bytesPerSample();
        for (int channel = 0; channel < channels; channel++) {
          gather(
              source, channel * width, channels * width, width, plane(f, channel, size / channels));
        }
      }
    } finally {
      h.exit();
    }
  }

  private static int packedSize(AVFrame f) {
    return Math.multiplyExact(
        Math.multiplyExact(f.nb_samples(), f.ch_layout().nb_channels()),
        SampleFormat.ofId(f.format()).bytesPerSample());
  }

  private static BytePointer plane(AVFrame f, int index, int bytes) {
    return f.extended_data(index).capacity(bytes);
  }

  private static void spread(BytePointer plane, byte[] target, int offset, int step, int width) {
    ByteBuffer source = plane.asByteBuffer();
    for (int at = offset; source.remaining() >= width; at += step) {
      source.get(target, at, width);
    }
  }

  private static void gather(byte[] source, int offset, int step, int width, BytePointer plane) {
    ByteBuffer target = plane.asByteBuffer();
    for (int at = offset; target.remaining() >= width; at += step) {
      target.put(source, at, width);
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
