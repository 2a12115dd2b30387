package io.av4j.codec;

import io.av4j.internal.AvError;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import io.av4j.time.Rational;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * What the packets of one stream are like ({@code AVCodecParameters}), apart from where they come
 * from: what a muxer needs to know to take them, as often as it is connected anew.
 *
 * <p>A copy: neither the encoder nor the input it was taken from is needed any longer. Any number
 * of outputs may be given it, from any thread. The opener closes it.
 */
public final class CodecParameters implements AutoCloseable {
  private final Handle handle;
  private final Rational timeBase;
  private final Rational frameRate;
  private final String codec;
  private final boolean video;

  private CodecParameters(Handle handle, Rational timeBase, Rational frameRate) {
    this.handle = handle;
    this.timeBase = timeBase;
    this.frameRate = frameRate;
    this.codec = String.valueOf(AvError.string(avcodec.avcodec_get_name(handle.struct.codec_id())));
    this.video = handle.struct.codec_type() == avutil.AVMEDIA_TYPE_VIDEO;
  }

  /** What an encoder makes. */
  public static CodecParameters of(Encoder<?> encoder) {
    Handle handle = new Handle();
    try {
      encoder.describeTo(handle.struct);
      Rational rate =
          Rational.orUnset(
              Math.max(0, handle.struct.framerate().num()),
              Math.max(0, handle.struct.framerate().den()));
      return new CodecParameters(handle, encoder.timeBase(), rate);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  /**
   * A copy of a struct of FFmpeg's.
   *
   * @param source is read, not kept
   * @param timeBase the unit of the packets' timestamps
   * @param frameRate pictures a second, 0/1 where unknown
   */
  public static CodecParameters of(
      AVCodecParameters source, Rational timeBase, Rational frameRate) {
    if (source.isNull()) {
      throw new NullPointerException("source");
    }
    Handle handle = new Handle();
    try {
      AvError.check(
          avcodec.avcodec_parameters_copy(handle.struct, source), "avcodec_parameters_copy");
      return new CodecParameters(handle, timeBase, frameRate);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  /** Another one that says the same, for the caller to close. */
  public synchronized CodecParameters copy() {
    handle.enter();
    try {
      return of(handle.struct, timeBase, frameRate);
    } finally {
      handle.exit();
    }
  }

  /** FFmpeg's name of the codec, for example {@code h264}. */
  public String codec() {
    return codec;
  }

  /** Whether the packets are pictures. */
  public boolean isVideo() {
    return video;
  }

  /** The unit of the packets' timestamps. */
  public Rational timeBase() {
    return timeBase;
  }

  /** Pictures a second; 0/1 where unknown. */
  public Rational frameRate() {
    return frameRate;
  }

  /**
   * Whether a decoder that was told of the other can take these packets too: the same codec with
   * the same headers, and the same picture or sound. Time bases and bit rates do not count.
   */
  public boolean describesSameAs(CodecParameters other) {
    // Without a lock: each essence takes that of its own, one after the other.
    return other == this || (codec.equals(other.codec) && essence().equals(other.essence()));
  }

  private synchronized List<Object> essence() {
    handle.enter();
    try {
      AVCodecParameters p = handle.struct;
      return List.of(
          ByteBuffer.wrap(extradata()),
          p.width(),
          p.height(),
          p.format(),
          p.sample_rate(),
          p.ch_layout().nb_channels());
    } finally {
      handle.exit();
    }
  }

  /** The codec's headers ({@code extradata}); empty where they come with the packets. */
  synchronized byte[] headers() {
    handle.enter();
    try {
      return extradata();
    } finally {
      handle.exit();
    }
  }

  private byte[] extradata() {
    byte[] headers = new byte[Math.max(0, handle.struct.extradata_size())];
    if (headers.length > 0) {
      handle.struct.extradata().get(headers);
    }
    return headers;
  }

  /**
   * Writes them into a struct of FFmpeg's ({@code avcodec_parameters_copy}).
   *
   * @param target is overwritten and stays the caller's
   */
  public synchronized void writeTo(AVCodecParameters target) {
    if (target.isNull()) {
      throw new NullPointerException("target");
    }
    handle.enter();
    try {
      AvError.check(
          avcodec.avcodec_parameters_copy(target, handle.struct), "avcodec_parameters_copy");
    } finally {
      handle.exit();
    }
  }

  /** Gives the memory back. Idempotent, never throws. */
  @Override
  public void close() {
    handle.close();
  }

  private static final class Handle extends NativeHandle {
    private final AVCodecParameters struct;

    Handle() {
      super(NativeType.CODEC_PARAMETERS);
      Natives.require();
      struct = AvError.notNull(avcodec.avcodec_parameters_alloc(), "avcodec_parameters_alloc");
    }

    @Override
    protected void free() {
      avcodec.avcodec_parameters_free(struct);
    }
  }
}
