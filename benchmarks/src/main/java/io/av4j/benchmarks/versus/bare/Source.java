package io.av4j.benchmarks.versus.bare;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** An opened file with its best streams, and the loops over it. */
final class Source {
  final AVFormatContext context = new AVFormatContext((Pointer) null);
  final AVPacket packet = avcodec.av_packet_alloc();
  private final AVFrame frame = avutil.av_frame_alloc();

  /** What is done with a decoded frame; null is the end. */
  interface Taker {
    void take(@Nullable AVFrame frame);
  }

  Source(String file) {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    check(avformat.avformat_open_input(context, file, null, null));
    check(avformat.avformat_find_stream_info(context, (AVDictionary) null));
  }

  static int check(int code) {
    if (code < 0) {
      throw new IllegalStateException("FFmpeg says " + code);
    }
    return code;
  }

  AVStream best(int mediaType) {
    return context.streams(
        check(avformat.av_find_best_stream(context, mediaType, -1, -1, (AVCodec) null, 0)));
  }

  AVCodecContext decoder(AVStream stream) {
    AVCodec codec = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
    AVCodecContext decoder = avcodec.avcodec_alloc_context3(codec);
    check(avcodec.avcodec_parameters_to_context(decoder, stream.codecpar()));
    decoder.pkt_timebase(stream.time_base());
    decoder.thread_count(0);
    check(avcodec.avcodec_open2(decoder, codec, (AVDictionary) null));
    return decoder;
  }

  boolean read() {
    return avformat.av_read_frame(context, packet) >= 0;
  }

  /** Decodes a packet, or null for what is left inside. */
  void decode(AVCodecContext decoder, @Nullable AVPacket data, Taker taker) {
    check(avcodec.avcodec_send_packet(decoder, data));
    while (avcodec.avcodec_receive_frame(decoder, frame) >= 0) {
      taker.take(frame);
      avutil.av_frame_unref(frame);
    }
    if (data == null) {
      taker.take(null);
    }
  }

  /** Decodes all of the best video, and nothing else. */
  void decodeVideo(Taker taker) {
    AVStream video = best(avutil.AVMEDIA_TYPE_VIDEO);
    AVCodecContext decoder = decoder(video);
    int index = video.index();
    while (read()) {
      if (packet.stream_index() == index) {
        decode(decoder, packet, taker);
      }
      avcodec.av_packet_unref(packet);
    }
    decode(decoder, null, taker);
    avcodec.avcodec_free_context(decoder);
  }

  void close() {
    avformat.avformat_close_input(context);
    avcodec.av_packet_free(packet);
    avutil.av_frame_free(frame);
  }
}
