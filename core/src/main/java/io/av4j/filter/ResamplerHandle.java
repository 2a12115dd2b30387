package io.av4j.filter;

import io.av4j.frame.AudioFormat;
import io.av4j.internal.AvError;
import io.av4j.internal.NativeFrame;
import io.av4j.internal.NativeHandle;
import io.av4j.internal.NativeType;
import io.av4j.internal.Natives;
import io.av4j.log.FFmpegLog;
import org.bytedeco.ffmpeg.avutil.AVAudioFifo;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A SwrContext, made anew when the input changes, and the FIFO behind it. */
final class ResamplerHandle extends NativeHandle {
  private final AudioFormat target;
  private final AVChannelLayout layout;
  private final AVAudioFifo fifo;
  private final NativeFrame converted;
  private final NativeFrame lent;
  private @Nullable SwrContext context;
  private int inputRate;
  private int inputFormat = -1;
  private @Nullable AVChannelLayout inputLayout;

  private ResamplerHandle(AudioFormat target, AVChannelLayout layout, AVAudioFifo fifo) {
    super(NativeType.RESAMPLER);
    this.target = target;
    this.layout = layout;
    this.fifo = fifo;
    this.converted = attach(NativeFrame.lending());
    this.lent = attach(NativeFrame.lending());
  }

  static ResamplerHandle open(AudioFormat target) {
    Natives.require();
    AVChannelLayout layout = new AVChannelLayout();
    layout.zero();
    try {
      // Refuses a number of channels that is not the layout's: the FIFO would read beyond frames.
      target.layout().write(layout);
      return new ResamplerHandle(target, layout, fifo(target));
    } catch (RuntimeException e) {
      avutil.av_channel_layout_uninit(layout);
      layout.close();
      throw e;
    }
  }

  private static AVAudioFifo fifo(AudioFormat target) {
    return AvError.notNull(
        avutil.av_audio_fifo_alloc(target.sampleFormat().id(), target.layout().channels(), 1024),
        "av_audio_fifo_alloc");
  }

  /** Whether frames like this one are what the context was made for. */
  boolean fits(NativeFrame in) {
    return inputLayout != null
        && in.sampleRate() == inputRate
        && in.format() == inputFormat
        && avutil.av_channel_layout_compare(in.channelLayout(), inputLayout) == 0;
  }

  /** Makes the context for frames like this one. */
  void adapt(NativeFrame in) {
    freeContext();
    AVChannelLayout from = new AVChannelLayout();
    from.zero();
    inputLayout = from;
    AvError.check(
        avutil.av_channel_layout_copy(from, in.channelLayout()), "av_channel_layout_copy");
    inputRate = in.sampleRate();
    inputFormat = in.format();
    SwrContext made = new SwrContext((Pointer) null);
    long mark = FFmpegLog.mark();
    try {
      AvError.check(
          swresample.swr_alloc_set_opts2(
              made,
              layout,
              target.sampleFormat().id(),
              target.sampleRate(),
              from,
              inputFormat,
              inputRate,
              0,
              null),
          "swr_alloc_set_opts2",
          null,
          mark,
          0);
      context = made;
      AvError.check(swresample.swr_init(made), "swr_init", null, mark, made.address());
    } catch (RuntimeException e) {
      freeContext();
      throw e;
    }
  }

  /** Stretches what comes. */
  void compensate(int delta, int distance) {
    if (context != null) {
      AvError.check(
          swresample.swr_set_compensation(context, delta, distance), "swr_set_compensation");
    }
  }

  /** How many samples of the target are still inside the resampler. */
  long delay() {
    return context == null ? 0 : swresample.swr_get_delay(context, target.sampleRate());
  }

  /** Converts a frame's samples, or what is left inside for null, into the FIFO; how many came. */
  int convert(@Nullable NativeFrame in) {
    SwrContext swr = context;
    if (swr == null) {
      return 0;
    }
    int room =
        AvError.check(
            swresample.swr_get_out_samples(swr, in == null ? 0 : in.samples()),
            "swr_get_out_samples");
    if (room == 0) {
      return 0;
    }
    allocate(converted, room);
    try {
      int samples =
          AvError.check(
              swresample.swr_convert(
                  swr,
                  converted.planes(),
                  room,
                  in == null ? null : in.planes(),
                  in == null ? 0 : in.samples()),
              "swr_convert");
      AvError.check(
          avutil.av_audio_fifo_write(fifo, converted.planes(), samples), "av_audio_fifo_write");
      return samples;
    } finally {
      avutil.av_frame_unref(converted.struct());
    }
  }

  int waiting() {
    return avutil.av_audio_fifo_size(fifo);
  }

  /** Takes that many samples out of the FIFO into the frame to lend. */
  NativeFrame take(int samples) {
    allocate(lent, samples);
    AvError.check(avutil.av_audio_fifo_read(fifo, lent.planes(), samples), "av_audio_fifo_read");
    return lent;
  }

  private void allocate(NativeFrame empty, int samples) {
    AVFrame frame = empty.struct();
    avutil.av_frame_unref(frame);
    frame.format(target.sampleFormat().id());
    frame.sample_rate(target.sampleRate());
    frame.nb_samples(samples);
    AvError.check(
        avutil.av_channel_layout_copy(empty.channelLayout(), layout), "av_channel_layout_copy");
    AvError.check(avutil.av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
  }

  private void freeContext() {
    if (context != null) {
      swresample.swr_free(context);
      context = null;
    }
    if (inputLayout != null) {
      avutil.av_channel_layout_uninit(inputLayout);
      inputLayout.close();
      inputLayout = null;
    }
  }

  @Override
  protected void free() {
    freeContext();
    avutil.av_channel_layout_uninit(layout);
    layout.close();
    avutil.av_audio_fifo_free(fifo);
  }
}
