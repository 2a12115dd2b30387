package io.av4j.codec;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.EncoderTraits.Ability;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.internal.AvError;
import io.av4j.internal.CodecHandle;
import io.av4j.internal.Dictionary;
import io.av4j.internal.Lender;
import io.av4j.internal.NativeFrame;
import io.av4j.internal.NativePacket;
import io.av4j.internal.NativeType;
import io.av4j.log.FFmpegLog;
import io.av4j.time.Rational;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Turns frames of one format into packets ({@code avcodec_send_frame}, {@code
 * avcodec_receive_packet}).
 *
 * <p>Frames must be of the settings' format and come in order; a scaler or resampler before it sees
 * to that. Their timestamps are rescaled to the encoder's time base. Each packet is lent until the
 * sink returns. After a flush an encoder takes no more frames. Serves one thread at a time. The
 * opener closes it.
 *
 * @param <F> {@link VideoFrame} or {@link AudioFrame}
 */
public final class Encoder<F extends Frame> implements Stage<F, Packet>, AutoCloseable {
  private static final Lender<Packet, NativePacket> PACKETS = Lender.of(Packet.class);

  private final CodecHandle handle;
  private final NativePacket packet;
  // Frames are lent to the encoder, which may not change them: it sends this reference instead.
  private final NativeFrame shadow;
  private final Lender<F, NativeFrame> frames;
  private final EncoderSettings<F> settings;
  private final FrameCheck check;
  private final SafeFrames safe;
  private final String name;
  private final Rational timeBase;
  private final int quality;
  private long lastPts = Long.MIN_VALUE;
  private final AtomicLong droppedCount = new AtomicLong();
  private boolean flushed;
  private final AtomicBoolean keyFrameWanted = new AtomicBoolean();

  private Encoder(
      CodecHandle handle,
      EncoderSettings<F> settings,
      Lender<F, NativeFrame> frames,
      FrameCheck check) {
    this.handle = handle;
    this.settings = settings;
    this.frames = frames;
    this.check = check;
    this.safe = SafeFrames.of(settings.encoder(), check);
    this.name = "encoder " + settings.encoder();
    AVCodecContext context = handle.struct();
    this.timeBase = new Rational(context.time_base().num(), context.time_base().den());
    this.quality = context.global_quality();
    this.packet = handle.lending(NativePacket.lending());
    this.shadow = handle.lending(NativeFrame.lending());
  }

  /**
   * Opens a video encoder.
   *
   * @throws UnsupportedMediaException if this FFmpeg has no such encoder, or the encoder not this
   *     format
   * @throws IllegalArgumentException if the encoder does not know an option or has not the rate
   *     control
   * @throws io.av4j.MediaException if the encoder does not open, with what it logged
   */
  public static Encoder<VideoFrame> openVideo(
      VideoEncoderSettings wanted, HeaderPlacement headers) {
    AVCodec codec =
        EncoderSupport.find(wanted.encoder(), wanted.options(), avutil.AVMEDIA_TYPE_VIDEO);
    VideoEncoderSettings settings = wanted.withEncoder(nameOf(codec));
    EncoderEntry known = EncoderTable.entry(settings.encoder());
    VideoFormat format = settings.format();
    known.requireUsable(Math.min(format.width(), format.height()));
    Map<String, String> options = known.options(settings);
    CodecHandle handle = CodecHandle.allocate(NativeType.ENCODER, codec);
    try {
      AVCodecContext context = handle.struct();
      context.width(format.width()).height(format.height());
      context.pix_fmt(format.pixelFormat().id());
      context.time_base().num(settings.timeBase().num()).den(settings.timeBase().den());
      if (format.frameRate().isSet()) {
        context.framerate().num(format.frameRate().num()).den(format.frameRate().den());
      }
      Rational aspect = format.sampleAspectRatio();
      context.sample_aspect_ratio().num(aspect.num()).den(aspect.den());
      context.color_range(format.color().rangeId());
      context.colorspace(format.color().spaceId());
      context.color_primaries(format.color().primariesId());
      context.color_trc(format.color().transferId());
      context.chroma_sample_location(format.color().chromaLocationId());
      open(handle, codec, options, headers);
      FrameCheck check = FrameCheck.of(format);
      check.requireSame(FrameCheck.of(context), settings.encoder());
      return new Encoder<>(handle, settings, Lender.of(VideoFrame.class), check);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  /**
   * Opens an audio encoder.
   *
   * @throws UnsupportedMediaException if this FFmpeg has no such encoder, or the encoder not this
   *     format
   * @throws IllegalArgumentException if the encoder does not know an option
   * @throws io.av4j.MediaException if the encoder does not open, with what it logged
   */
  public static Encoder<AudioFrame> openAudio(
      AudioEncoderSettings wanted, HeaderPlacement headers) {
    AVCodec codec =
        EncoderSupport.find(wanted.encoder(), wanted.options(), avutil.AVMEDIA_TYPE_AUDIO);
    AudioEncoderSettings settings = wanted.withEncoder(nameOf(codec));
    EncoderTable.entry(settings.encoder()).requireUsable(Integer.MAX_VALUE);
    CodecHandle handle = CodecHandle.allocate(NativeType.ENCODER, codec);
    try {
      AVCodecContext context = handle.struct();
      context.sample_rate(settings.format().sampleRate());
      context.sample_fmt(settings.format().sampleFormat().id());
      settings.format().layout().write(context.ch_layout());
      context.time_base().num(1).den(settings.format().sampleRate());
      open(handle, codec, settings.options(), headers);
      FrameCheck check = FrameCheck.of(settings.format(), FrameCheck.maxSamples(context));
      check.requireSame(FrameCheck.of(context), settings.encoder());
      return new Encoder<>(handle, settings, Lender.of(AudioFrame.class), check);
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  private static String nameOf(AVCodec codec) {
    return String.valueOf(AvError.string(codec.name()));
  }

  private static void open(
      CodecHandle handle, AVCodec codec, Map<String, String> options, HeaderPlacement headers) {
    AVCodecContext context = handle.struct();
    if (headers == HeaderPlacement.GLOBAL) {
      context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    // Without it the packets of a variable frame rate carry no duration into containers that want
    // it.
    context.flags(context.flags() | avcodec.AV_CODEC_FLAG_FRAME_DURATION);
    context.thread_count(0);
    long mark = FFmpegLog.mark();
    String name = "encoder " + nameOf(codec);
    try (Dictionary dictionary = new Dictionary(options)) {
      int code =
          EncoderOpening.of(nameOf(codec))
              .call(() -> avcodec.avcodec_open2(context, codec, dictionary.pointer()));
      if (code == avutil.AVERROR_OPTION_NOT_FOUND || code >= 0) {
        dictionary.requireConsumed(name);
      }
      AvError.check(code, "avcodec_open2", name, mark, context.address());
    }
  }

  /**
   * Encodes one frame.
   *
   * @throws IllegalArgumentException if the frame has no pts or is of another format
   * @throws IllegalStateException if closed, flushed or in use, or the frame's turn is over
   * @throws io.av4j.MediaException if the encoder fails
   */
  @Override
  public void feed(F frame, Sink<? super Packet> sink) {
    handle.enter();
    try {
      if (flushed) {
        throw new IllegalStateException("a flushed encoder takes no more frames");
      }
      long mark = FFmpegLog.mark();
      if (!prepare(frame)) {
        return;
      }
      int code;
      try {
        code = avcodec.avcodec_send_frame(handle.struct(), shadow.struct());
        if (code == AvError.EAGAIN) {
          drain(sink, mark);
          code = avcodec.avcodec_send_frame(handle.struct(), shadow.struct());
        }
      } finally {
        avutil.av_frame_unref(shadow.struct());
      }
      checked(code, "avcodec_send_frame", mark);
      drain(sink, mark);
    } finally {
      handle.exit();
    }
  }

  /** Makes the shadow the frame as the encoder wants it; false if the frame is to be left out. */
  private boolean prepare(F frame) {
    NativeFrame source = frames.enter(frame);
    try {
      check.check(source);
      Rational from = source.timeBase();
      long pts = source.pts();
      if (pts == avutil.AV_NOPTS_VALUE || !from.isSet()) {
        throw new IllegalArgumentException("the frame has no pts or no time base");
      }
      long rescaled = Rational.rescale(pts, from, timeBase);
      long duration = Rational.rescale(Math.max(0, source.duration()), from, timeBase);
      if (rescaled <= lastPts) {
        // Rounded onto the tick of the one before, a picture that lasts beyond it takes the next
        // tick, as
        // in the ffmpeg program.
        if (!check.video() || rescaled + Math.max(1, duration) <= lastPts) {
          droppedCount.incrementAndGet();
          return false;
        }
        rescaled = lastPts + 1;
      }
      safe.take(shadow, source);
      shadow.setPts(rescaled);
      shadow.setDuration(duration);
      shadow.setTimeBase(timeBase);
      // MPEG's encoders with a fixed quantizer read it from every frame.
      shadow.setQuality(quality);
      // The source's own picture types would rule the encoder's.
      // A request that comes between reading and clearing would be lost, if these were two steps.
      shadow.setPictureType(
          keyFrameWanted.getAndSet(false) ? avutil.AV_PICTURE_TYPE_I : avutil.AV_PICTURE_TYPE_NONE);
      lastPts = rescaled;
      return true;
    } finally {
      source.exit();
    }
  }

  @Override
  public void flush(Sink<? super Packet> sink) {
    handle.enter();
    try {
      if (flushed) {
        return;
      }
      flushed = true;
      if (lastPts == Long.MIN_VALUE) {
        // Some encoders never come to an end that has no beginning.
        return;
      }
      long mark = FFmpegLog.mark();
      int code = avcodec.avcodec_send_frame(handle.struct(), null);
      if (code != AvError.EOF) {
        checked(code, "avcodec_send_frame", mark);
      }
      drain(sink, mark);
    } finally {
      handle.exit();
    }
  }

  private void drain(Sink<? super Packet> sink, long mark) {
    while (true) {
      int code = avcodec.avcodec_receive_packet(handle.struct(), packet.struct());
      if (code == AvError.EAGAIN || code == AvError.EOF) {
        return;
      }
      checked(code, "avcodec_receive_packet", mark);
      packet.setTimeBase(timeBase);
      Packet lent = PACKETS.lend(packet);
      try {
        sink.accept(lent);
      } finally {
        PACKETS.takeBack(lent, packet);
        avcodec.av_packet_unref(packet.struct());
      }
      handle.checkOpen();
    }
  }

  private void checked(int code, String function, long mark) {
    AvError.check(code, function, name, mark, handle.struct().address());
  }

  /**
   * Asks for the next frame to be coded as a keyframe ({@code AV_PICTURE_TYPE_I}). From any thread;
   * encoders of which every frame is one, or that choose for themselves, ignore it.
   */
  public void requestKeyFrame() {
    keyFrameWanted.set(true);
  }

  /**
   * Changes the bit rate from the next frame on, the cap and its buffer with it, in proportion. Of
   * the software encoders only x264 follows; NVENC follows where the device can.
   *
   * @throws IllegalArgumentException if the rate is not 1 to 2^31 - 1
   * @throws IllegalStateException if {@link #canChangeBitRate} is not so, or closed, or in use
   */
  public void changeBitRate(long bitsPerSecond) {
    RateBounds.bits(bitsPerSecond, "bit rate");
    if (!canChangeBitRate()) {
      throw new IllegalStateException(
          name + " cannot change its bit rate; x264 and NVENC can, opened with a capped one");
    }
    handle.enter();
    try {
      AVCodecContext context = handle.struct();
      double factor = (double) bitsPerSecond / context.bit_rate();
      context.bit_rate(bitsPerSecond);
      context.rc_max_rate(RateBounds.scaled(context.rc_max_rate(), factor));
      context.rc_buffer_size((int) RateBounds.scaled(context.rc_buffer_size(), factor));
    } finally {
      handle.exit();
    }
  }

  /**
   * Whether {@link #changeBitRate} has an effect: the encoder has {@link
   * EncoderTraits.Ability#BIT_RATE_WHILE_RUNNING}, and was opened with {@link RateControl.Capped}
   * or {@link RateControl.Constant}.
   */
  public boolean canChangeBitRate() {
    RateControl rate = settings instanceof VideoEncoderSettings video ? video.rateControl() : null;
    return (rate instanceof RateControl.Capped || rate instanceof RateControl.Constant)
        && EncoderTraits.of(settings.encoder()).can(Ability.BIT_RATE_WHILE_RUNNING);
  }

  /** What the encoder was opened with; names the encoder even where a codec was asked for. */
  public EncoderSettings<F> settings() {
    return settings;
  }

  /** The unit of the packets' timestamps. */
  public Rational timeBase() {
    return timeBase;
  }

  /** The number of samples every audio frame but the last must have; 0 where any number will do. */
  public int frameSize() {
    return check.maxSamples();
  }

  /** Frames left out because they were over before their turn came. From any thread. */
  public long droppedCount() {
    return droppedCount.get();
  }

  /**
   * Tells what the packets are like ({@code avcodec_parameters_from_context}).
   *
   * @param target a struct of FFmpeg's, which is overwritten and stays the caller's
   */
  public void describeTo(AVCodecParameters target) {
    if (target.isNull()) {
      throw new NullPointerException("target");
    }
    handle.enter();
    try {
      AvError.check(
          avcodec.avcodec_parameters_from_context(target, handle.struct()),
          "avcodec_parameters_from_context");
    } finally {
      handle.exit();
    }
  }

  /**
   * The struct itself, for what this class does not cover. Valid until close; what is done with it
   * is unchecked.
   */
  public AVCodecContext pointer() {
    return handle.inside(() -> handle.struct());
  }

  /**
   * Frees the encoder with what is still inside. Idempotent, never throws; waits for a thread
   * inside.
   */
  @Override
  public void close() {
    handle.close();
  }
}
