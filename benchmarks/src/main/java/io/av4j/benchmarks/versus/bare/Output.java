package io.av4j.benchmarks.versus.bare;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** A file that is written. */
final class Output {
  final AVFormatContext context = new AVFormatContext((Pointer) null);
  private final AVPacket packet = avcodec.av_packet_alloc();

  Output(String file) {
    Source.check(avformat.avformat_alloc_output_context2(context, null, null, file));
    AVIOContext io = new AVIOContext((Pointer) null);
    Source.check(avformat.avio_open(io, file, avformat.AVIO_FLAG_WRITE));
    context.pb(io);
  }

  AVStream copy(AVStream source) {
    AVStream stream = avformat.avformat_new_stream(context, null);
    Source.check(avcodec.avcodec_parameters_copy(stream.codecpar(), source.codecpar()));
    stream.codecpar().codec_tag(0);
    stream.time_base(source.time_base());
    return stream;
  }

  AVStream encoded(AVCodecContext encoder, AVCodec codec, AVDictionary options) {
    encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
    Source.check(avcodec.avcodec_open2(encoder, codec, options));
    AVStream stream = avformat.avformat_new_stream(context, null);
    Source.check(avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder));
    stream.time_base(encoder.time_base());
    return stream;
  }

  void start() {
    Source.check(avformat.avformat_write_header(context, (AVDictionary) null));
  }

  /** Encodes a frame, or null for what is left inside. */
  void encode(AVCodecContext encoder, @Nullable AVFrame frame, AVStream stream) {
    Source.check(avcodec.avcodec_send_frame(encoder, frame));
    AVRational timeBase = encoder.time_base();
    while (avcodec.avcodec_receive_packet(encoder, packet) >= 0) {
      write(packet, timeBase, stream);
    }
  }

  void write(AVPacket data, AVRational timeBase, AVStream stream) {
    avcodec.av_packet_rescale_ts(data, timeBase, stream.time_base());
    data.stream_index(stream.index());
    data.pos(-1);
    Source.check(avformat.av_interleaved_write_frame(context, data));
  }

  void close() {
    Source.check(avformat.av_write_trailer(context));
    AVIOContext io = context.pb();
    context.pb(null);
    Source.check(avformat.avio_closep(io));
    avformat.avformat_free_context(context);
    avcodec.av_packet_free(packet);
  }
}
