package io.av4j.codec;

import io.av4j.MediaException;
import io.av4j.NativeFailure;
import io.av4j.UnsupportedMediaException;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import io.av4j.internal.AvError;
import io.av4j.internal.CodecHandle;
import io.av4j.internal.Dictionary;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import io.av4j.internal.NativePacket;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import io.av4j.log.FFmpegLog;
import io.av4j.time.Rational;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Turns packets of one stream into frames ({@code avcodec_send_packet}, {@code
 * avcodec_receive_frame}).
 *
 * <p>Frames come in display order, a few packets behind, each with a pts: that of pictures is in
 * the packets' time base, that of sound counts its samples. Each is lent until the sink returns. A
 * flush gives the rest and leaves the decoder ready for another part of the stream, for example
 * after a seek. Serves one thread at a time; the codec's own threads are FFmpeg's affair. The
 * opener closes it.
 *
 * @param <F> {@link VideoFrame} or {@link AudioFrame}
 */
public final class Decoder<F extends Frame> implements Stage<Packet, F>, AutoCloseable {
  // A codec that fails this often without new data will not stop by itself.
  private static final int MOST_FAILURES = 1000;
  private static final Lender<Packet, NativePacket> PACKETS = Lender.of(Packet.class);

  private final CodecHandle handle;
  private final NativeFrame frame;
  private final Lender<F, NativeFrame> frames;
  private final DecodedTimes times;
  private final Rational timeBase;
  private final Rational pixelShape;
  private final CorruptPolicy corruptPolicy;
  private final String name;
  private final AtomicLong corruptCount = new AtomicLong();

  private Decoder(
      CodecHandle handle,
      Lender<F, NativeFrame> frames,
      Rational timeBase,
      Rational frameRate,
      Rational pixelShape,
      DecoderOptions options) {
    this.handle = handle;
    this.frames = frames;
    this.timeBase = timeBase;
    this.pixelShape = pixelShape;
    this.corruptPolicy = options.corruptPolicy();
    this.name = String.valueOf(AvError.string(handle.struct().codec().name()));
    this.frame = handle.lending(NativeFrame.lending());
    this.times = DecodedTimes.of(handle.struct(), frame, timeBase, frameRate);
  }

  /**
   * Opens a decoder for pictures.
   *
   * @param parameters what the stream's packets are; read, not kept
   * @param timeBase the unit of the packets' timestamps
   * @param frameRate frames a second, 0/1 where unknown; tells the time of pictures without one
   * @throws UnsupportedMediaException if this FFmpeg has no decoder for it
   * @throws IllegalArgumentException if an option is not known, or the parameters are not of a
   *     video
   */
  public static Decoder<VideoFrame> openVideo(
      AVCodecParameters parameters, Rational timeBase, Rational frameRate, DecoderOptions options) {
    return openVideo(parameters, timeBase, frameRate, Rational.UNSET, options);
  }

  /**
   * Opens a decoder for pictures of a container that tells the shape of their pixels.
   *
   * @param pixelShape the sample aspect ratio of all pictures, which outweighs what the codec says
   *     of it, as in the ffmpeg program; 0/1 leaves it to the codec
   */
  public static Decoder<VideoFrame> openVideo(
      AVCodecParameters parameters,
      Rational timeBase,
      Rational frameRate,
      Rational pixelShape,
      DecoderOptions options) {
    requireType(parameters, avutil.AVMEDIA_TYPE_VIDEO, "video");
    return open(parameters, timeBase, frameRate, pixelShape, options, Lender.of(VideoFrame.class));
  }

  /**
   * Opens a decoder for sound.
   *
   * @param parameters what the stream's packets are; read, not kept
   * @param timeBase the unit of the packets' timestamps
   * @throws UnsupportedMediaException if this FFmpeg has no decoder for it
   * @throws IllegalArgumentException if an option is not known, or the parameters are not of an
   *     audio
   */
  public static Decoder<AudioFrame> openAudio(
      AVCodecParameters parameters, Rational timeBase, DecoderOptions options) {
    requireType(parameters, avutil.AVMEDIA_TYPE_AUDIO, "audio");
    return open(
        parameters, timeBase, Rational.UNSET, Rational.UNSET, options, Lender.of(AudioFrame.class));
  }

  private static void requireType(AVCodecParameters parameters, int type, String what) {
    Natives.require();
    if (parameters.isNull() || parameters.codec_type() != type) {
      throw new IllegalArgumentException("these are not the parameters of a " + what + " stream");
    }
  }

  private static <F extends Frame> Decoder<F> open(
      AVCodecParameters parameters,
      Rational timeBase,
      Rational frameRate,
      Rational pixelShape,
      DecoderOptions options,
      Lender<F, NativeFrame> frames) {
    if (!timeBase.isSet()) {
      throw new IllegalArgumentException("the packets need a time base");
    }
    AVCodec codec = avcodec.avcodec_find_decoder(parameters.codec_id());
    if (codec == null) {
      throw new UnsupportedMediaException(
          "this FFmpeg has no decoder for "
              + AvError.string(avcodec.avcodec_get_name(parameters.codec_id())));
    }
    CodecHandle handle = CodecHandle.allocate(NativeType.DECODER, codec);
    try {
      AVCodecContext context = handle.struct();
      long mark = FFmpegLog.mark();
      AvError.check(
          avcodec.avcodec_parameters_to_context(context, parameters),
          "avcodec_parameters_to_context");
      context.pkt_timebase().num(timeBase.num()).den(timeBase.den());
      context.thread_count(options.threads());
      if (frameRate.isSet()) {
        context.framerate().num(frameRate.num()).den(frameRate.den());
      }
      try (Dictionary dictionary = new Dictionary(options.options())) {
        AvError.check(
            avcodec.avcodec_open2(context, codec, dictionary.pointer()),
            "avcodec_open2",
            "decoder " + AvError.string(codec.name()),
            mark,
            context.address());
        dictionary.requireConsumed("decoder " + AvError.string(codec.name()));
      }
      return new Decoder<>(handle, frames, timeBase, frameRate, pixelShape, options);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  /**
   * Decodes one packet.
   *
   * @throws io.av4j.InvalidMediaException if the data cannot be decoded and the policy is {@link
   *     CorruptPolicy#FAIL}; the next packet may be fed
   * @throws IllegalStateException if closed, in use, or the packet's turn is over
   */
  @Override
  public void feed(Packet packet, Sink<? super F> sink) {
    handle.enter();
    try {
      long mark = FFmpegLog.mark();
      int code = send(packet);
      if (code == AvError.EAGAIN) {
        drain(sink, mark);
        code = send(packet);
      }
      if (code != AvError.EOF) {
        corrupt(code, "avcodec_send_packet", mark);
      }
      drain(sink, mark);
    } finally {
      handle.exit();
    }
  }

  private int send(Packet packet) {
    NativePacket data = PACKETS.enter(packet);
    try {
      // A packet without data would mean "end of stream" to the codec.
      if (data.isEmpty()) {
        return 0;
      }
      return avcodec.avcodec_send_packet(handle.struct(), data.struct());
    } finally {
      data.exit();
    }
  }

  @Override
  public void flush(Sink<? super F> sink) {
    handle.enter();
    try {
      long mark = FFmpegLog.mark();
      int code = avcodec.avcodec_send_packet(handle.struct(), (AVPacket) null);
      if (code != AvError.EOF) {
        corrupt(code, "avcodec_send_packet", mark);
      }
      drain(sink, mark);
      avcodec.avcodec_flush_buffers(handle.struct());
      times.reset();
    } finally {
      handle.exit();
    }
  }

  /**
   * Forgets what is inside without giving it out: before packets of another place ({@code
   * avcodec_flush_buffers}).
   */
  public void discard() {
    handle.enter();
    try {
      avcodec.avcodec_flush_buffers(handle.struct());
      times.reset();
    } finally {
      handle.exit();
    }
  }

  private void drain(Sink<? super F> sink, long mark) {
    AVCodecContext context = handle.struct();
    AVFrame struct = frame.struct();
    int failures = 0;
    while (true) {
      int code = avcodec.avcodec_receive_frame(context, struct);
      if (code == AvError.EAGAIN || code == AvError.EOF) {
        return;
      }
      if (code < 0) {
        if (++failures > MOST_FAILURES) {
          throw AvError.exception(failure(code, "avcodec_receive_frame", mark));
        }
        corrupt(code, "avcodec_receive_frame", mark);
        continue;
      }
      frame.setTimeBase(timeBase);
      times.apply(frame);
      if (pixelShape.isSet()) {
        frame.setAspect(pixelShape.num(), pixelShape.den());
      }
      F lent = frames.lend(frame);
      try {
        sink.accept(lent);
      } finally {
        frames.takeBack(lent, frame);
        avutil.av_frame_unref(struct);
      }
      handle.checkOpen();
    }
  }

  private void corrupt(int code, String function, long mark) {
    if (code >= 0) {
      return;
    }
    MediaException e = AvError.exception(failure(code, function, mark));
    if (code == AvError.ENOMEM || corruptPolicy == CorruptPolicy.FAIL) {
      throw e;
    }
    corruptCount.incrementAndGet();
  }

  private NativeFailure failure(int code, String function, long mark) {
    return AvError.failure(code, function, "decoder " + name, mark, handle.struct().address());
  }

  /** FFmpeg's name of the decoder, for example {@code h264}. */
  public String name() {
    return name;
  }

  /** How often data could not be decoded and was skipped. From any thread. */
  public long corruptCount() {
    return corruptCount.get();
  }

  /**
   * The struct itself, for what this class does not cover. Valid until close; what is done with it
   * is unchecked.
   */
  public AVCodecContext pointer() {
    return handle.inside(() -> handle.struct());
  }

  /** Frees the decoder. Idempotent, never throws; waits for a thread that is inside. */
  @Override
  public void close() {
    handle.close();
  }
}
