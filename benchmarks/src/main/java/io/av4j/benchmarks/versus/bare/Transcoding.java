package io.av4j.benchmarks.versus.bare;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.ffmpeg.swscale.SwsFilter;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Encodes a file anew as 720p by x264 veryfast, CRF 23, with AAC. */
public final class Transcoding {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  private final Source source;
  private final Output output;
  private final AVFrame small = avutil.av_frame_alloc();
  private final AVStream videoIn;
  private final AVStream audioIn;
  private final AVCodecContext x264;
  private final AVCodecContext aac;
  private final SwsContext scaler;

  private Transcoding(String in, String out) {
    source = new Source(in);
    output = new Output(out);
    videoIn = source.best(avutil.AVMEDIA_TYPE_VIDEO);
    audioIn = source.best(avutil.AVMEDIA_TYPE_AUDIO);
    x264 = avcodec.avcodec_alloc_context3(avcodec.avcodec_find_encoder_by_name("libx264"));
    x264.width(WIDTH);
    x264.height(HEIGHT);
    x264.pix_fmt(avutil.AV_PIX_FMT_YUV420P);
    x264.time_base(videoIn.time_base());
    x264.framerate(videoIn.avg_frame_rate());
    aac = avcodec.avcodec_alloc_context3(avcodec.avcodec_find_encoder_by_name("aac"));
    aac.sample_rate(audioIn.codecpar().sample_rate());
    aac.sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
    Source.check(avutil.av_channel_layout_copy(aac.ch_layout(), audioIn.codecpar().ch_layout()));
    aac.time_base(audioIn.time_base());
    scaler =
        swscale.sws_getContext(
            videoIn.codecpar().width(),
            videoIn.codecpar().height(),
            videoIn.codecpar().format(),
            WIDTH,
            HEIGHT,
            avutil.AV_PIX_FMT_YUV420P,
            swscale.SWS_BICUBIC,
            (SwsFilter) null,
            (SwsFilter) null,
            (DoublePointer) null);
  }

  /** IN OUT. */
  public static void main(String[] arguments) {
    new Transcoding(arguments[0], arguments[1]).run();
  }

  private void run() {
    AVDictionary options = new AVDictionary((Pointer) null);
    avutil.av_dict_set(options, "preset", "veryfast", 0);
    avutil.av_dict_set(options, "crf", "23", 0);
    AVStream videoOut = output.encoded(x264, x264.codec(), options);
    AVStream audioOut = output.encoded(aac, aac.codec(), new AVDictionary((Pointer) null));
    output.start();
    AVCodecContext h264 = source.decoder(videoIn);
    AVCodecContext sound = source.decoder(audioIn);
    // AAC in and out have frames of the same length, so none need to be cut.
    Source.Taker audio = frame -> output.encode(aac, frame, audioOut);
    Source.Taker video = frame -> output.encode(x264, scaled(frame), videoOut);
    int videoIndex = videoIn.index();
    int audioIndex = audioIn.index();
    while (source.read()) {
      int index = source.packet.stream_index();
      if (index == videoIndex) {
        source.decode(h264, source.packet, video);
      } else if (index == audioIndex) {
        source.decode(sound, source.packet, audio);
      }
      avcodec.av_packet_unref(source.packet);
    }
    source.decode(h264, null, video);
    source.decode(sound, null, audio);
    output.close();
    source.close();
  }

  private @Nullable AVFrame scaled(@Nullable AVFrame frame) {
    if (frame == null) {
      return null;
    }
    avutil.av_frame_unref(small);
    small.width(WIDTH);
    small.height(HEIGHT);
    small.format(avutil.AV_PIX_FMT_YUV420P);
    small.pts(frame.pts());
    Source.check(avutil.av_frame_get_buffer(small, 0));
    Source.check(
        swscale.sws_scale(
            scaler,
            frame.data(),
            frame.linesize(),
            0,
            frame.height(),
            small.data(),
            small.linesize()));
    return small;
  }
}
