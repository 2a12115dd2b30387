package io.av4j.frame;

import io.av4j.internal.NativeView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** The samples of a frame, planar or interleaved, for the time that the frame is held. */
final class Samples {
  private final AVFrame frame;
  private final SampleFormat format;
  private final int channels;
  private final int length;

  Samples(AVFrame frame) {
    this.frame = frame;
    this.format = SampleFormat.ofId(frame.format());
    this.channels = frame.ch_layout().nb_channels();
    this.length = frame.nb_samples();
  }

  /** Of all channels. */
  int count() {
    return Math.multiplyExact(length, channels);
  }

  /** Of all channels. */
  int bytes() {
    return Math.multiplyExact(count(), format.bytesPerSample());
  }

  int planes() {
    return format.isPlanar() ? channels : 1;
  }

  /** Throws unless the samples are of one of the two formats and fit. */
  void require(SampleFormat interleaved, SampleFormat planar, int room) {
    if (format != interleaved && format != planar) {
      throw new IllegalArgumentException(
          "the samples are " + format + ", not " + interleaved + " or " + planar);
    }
    if (room < count()) {
      throw new IllegalArgumentException("need room for " + count() + " samples, not " + room);
    }
  }

  /** Moves the target's position behind the samples. */
  void copyTo(ByteBuffer target) {
    int at = target.position();
    if (planes() == 1) {
      target.put(at, open(0), 0, bytes());
    } else {
      int step = channels * format.bytesPerSample();
      // Samples are copied as they lie; the order must only be the same on both sides.
      ByteBuffer spread = target.duplicate().order(ByteOrder.nativeOrder());
      for (int channel = 0; channel < channels; channel++) {
        spread(open(channel), 0, format.bytesPerSample(), spread, at, step);
        at += format.bytesPerSample();
      }
    }
    target.position(target.position() + bytes());
  }

  void copyFrom(ByteBuffer source) {
    if (planes() == 1) {
      open(0).put(0, source, 0, bytes());
      return;
    }
    int width = format.bytesPerSample();
    ByteBuffer interleaved = source.order(ByteOrder.nativeOrder());
    for (int channel = 0; channel < channels; channel++) {
      spread(interleaved, channel * width, channels * width, open(channel), 0, width);
    }
  }

  private void spread(ByteBuffer from, int at, int step, ByteBuffer to, int toAt, int toStep) {
    int width = format.bytesPerSample();
    for (int i = 0; i < length; i++) {
      int source = at + i * step;
      int target = toAt + i * toStep;
      switch (width) {
        case 1 -> to.put(target, from.get(source));
        case 2 -> to.putShort(target, from.getShort(source));
        case 4 -> to.putInt(target, from.getInt(source));
        default -> to.putLong(target, from.getLong(source));
      }
    }
  }

  void copyTo(float[] target) {
    for (int plane = 0; plane < planes(); plane++) {
      FloatBuffer source = open(plane).asFloatBuffer();
      if (planes() == 1) {
        source.get(target, 0, count());
      } else {
        for (int i = 0; i < length; i++) {
          target[i * channels + plane] = source.get(i);
        }
      }
    }
  }

  void copyTo(short[] target) {
    for (int plane = 0; plane < planes(); plane++) {
      ShortBuffer source = open(plane).asShortBuffer();
      if (planes() == 1) {
        source.get(target, 0, count());
      } else {
        for (int i = 0; i < length; i++) {
          target[i * channels + plane] = source.get(i);
        }
      }
    }
  }

  /** The plane in its memory, to be let go before the frame is. */
  private ByteBuffer open(int plane) {
    return pointer(plane).asByteBuffer();
  }

  /** The plane in its memory, which stays alive for as long as anybody can look. Read-only. */
  ByteBuffer view(int plane) {
    if (plane < 0 || plane >= planes()) {
      throw new IllegalArgumentException("planes are 0 to " + (planes() - 1) + ", not " + plane);
    }
    return NativeView.of(frame, plane, pointer(plane));
  }

  private BytePointer pointer(int plane) {
    BytePointer first = frame.extended_data(plane);
    if (first == null) {
      throw new IllegalStateException("the frame has no samples");
    }
    return first.capacity(bytes() / planes());
  }
}
