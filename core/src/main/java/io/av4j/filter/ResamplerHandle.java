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
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** A SwrContext, made anew when the input changes, and the FIFO behind it. */
final class ResamplerHandle extends NativeHandle {
  private final AudioFormat target;
  private final AVAudioFifo fifo;
  private final NativeFrame converted;
  private final NativeFrame lent;
  private @Nullable SwrContext context;
  private int inputRate;
  private int inputFormat = -1;
  private @Nullable AVChannelLayout inputLayout;

  private ResamplerHandle(AudioFormat target, AVAudioFifo fifo) {
    super(NativeType.RESAMPLER);
    this.target = target;
    this.fifo = fifo;
    this.converted = attach(NativeFrame.lending());
    this.lent = attach(NativeFrame.lending());
  }

  static ResamplerHandle open(AudioFormat target) {
    Natives.require();
    try (AVChannelLayout layout = new AVChannelLayout()) {
      layout.zero();
      // Refuses a number of channels that is not the layout's: the FIFO would read beyond frames.
      target.layout().write(layout);
      avutil.av_channel_layout_uninit(layout);
    }
    AVAudioFifo fifo =
        AvError.notNull(
            avutil.av_audio_fifo_alloc(
                target.sampleFormat().id(), target.layout().channels(), 1024),
            "av_audio_fifo_alloc");
    return new ResamplerHandle(target, fifo);
  }

  /** Whether frames like this one are what the context was made for. */
  boolean fits(AVFrame in) {
    return inputLayout != null
        && in.sample_rate() == inputRate
        && in.format() == inputFormat
        && avutil.av_channel_layout_compare(in.ch_layout(), inputLayout) == 0;
  }

  /** Makes the context for frames like this one. */
  void adapt(AVFrame in) {
    freeContext();
    AVChannelLayout layout = new AVChannelLayout();
    layout.zero();
    inputLayout = layout;
    AvError.check(avutil.av_channel_layout_copy(layout, in.ch_layout()), "av_channel_layout_copy");
    inputRate = in.sample_rate();
    inputFormat = in.format();
    SwrContext made = new SwrContext((Pointer) null);
    long mark = FFmpegLog.mark();
    try (AVChannelLayout out = new AVChannelLayout()) {
      out.zero();
      target.layout().write(out);
      AvError.check(
          swresample.swr_alloc_set_opts2(
              made,
              out,
              target.sampleFormat().id(),
              target.sampleRate(),
              layout,
              inputFormat,
              inputRate,
              0,
              null),
          "swr_alloc_set_opts2",
          null,
          mark,
          0);
      avutil.av_channel_layout_uninit(out);
      context = made;
      AvError.check(swresample.swr_init(made), "swr_init", null, mark, made.address());
    } catch (RuntimeException e) {
      freeContext();
      throw e;
    }
  }

  /** How many samples of the target are still inside the resampler. */
  long delay() {
    return context == null ? 0 : swresample.swr_get_delay(context, target.sampleRate());
  }

  /** Converts a frame's samples, or what is left inside for null, into the FIFO; how many came. */
  int convert(@Nullable AVFrame in) {
    SwrContext swr = context;
    if (swr == null) {
      return 0;
    }
    int room =
        AvError.check(
            swresample.swr_get_out_samples(swr, in == null ? 0 : in.nb_samples()),
            "swr_get_out_samples");
    if (room == 0) {
      return 0;
    }
    AVFrame out = allocate(converted.struct(), room);
    try {
      int samples =
          AvError.check(
              swresample.swr_convert(
                  swr,
                  out.extended_data(),
                  room,
                  in == null ? (PointerPointer<?>) null : in.extended_data(),
                  in == null ? 0 : in.nb_samples()),
              "swr_convert");
      AvError.check(
          avutil.av_audio_fifo_write(fifo, out.extended_data(), samples), "av_audio_fifo_write");
      return samples;
    } finally {
      avutil.av_frame_unref(out);
    }
  }

  int waiting() {
    return avutil.av_audio_fifo_size(fifo);
  }

  /** Takes that many samples out of the FIFO into the frame to lend. */
  NativeFrame take(int samples) {
    AVFrame out = allocate(lent.struct(), samples);
    AvError.check(
        avutil.av_audio_fifo_read(fifo, out.extended_data(), samples), "av_audio_fifo_read");
    return lent;
  }

  private AVFrame allocate(AVFrame frame, int samples) {
    avutil.av_frame_unref(frame);
    frame.format(target.sampleFormat().id());
    frame.sample_rate(target.sampleRate());
    frame.nb_samples(samples);
    target.layout().write(frame.ch_layout());
    AvError.check(avutil.av_frame_get_buffer(frame, 0), "av_frame_get_buffer");
    return frame;
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
    avutil.av_audio_fifo_free(fifo);
  }
}
