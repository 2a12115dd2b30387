package io.av4j.container;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.CodecParameters;
import io.av4j.internal.AvError;
import io.av4j.log.FFmpegLog;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Whether FLV carries a sound at its rate. PCM for example goes at 44100 Hz and not at 48000; the
 * list of codecs does not tell, only the header, when it is too late to leave the stream out.
 */
final class FlvSound {
  private FlvSound() {}

  static void requireCarried(OutputHandle output, CodecParameters sound) {
    AVCodecParameters copy =
        AvError.notNull(avcodec.avcodec_parameters_alloc(), "avcodec_parameters_alloc");
    try {
      sound.writeTo(copy);
      requireCarried(output, copy);
    } finally {
      avcodec.avcodec_parameters_free(copy);
    }
  }

  static void requireCarried(OutputHandle output, AVCodecParameters sound) {
    if (sound.codec_type() != avutil.AVMEDIA_TYPE_AUDIO
        || !"flv".equals(AvError.string(output.struct().oformat().name()))) {
      return;
    }
    AVFormatContext trial = new AVFormatContext((Pointer) null);
    AvError.check(
        avformat.avformat_alloc_output_context2(
            trial, output.struct().oformat(), (String) null, ""),
        "avformat_alloc_output_context2");
    AVIOContext memory = new AVIOContext((Pointer) null);
    try {
      AvError.check(avformat.avio_open_dyn_buf(memory), "avio_open_dyn_buf");
      trial.pb(memory);
      AVStream stream =
          AvError.notNull(avformat.avformat_new_stream(trial, null), "avformat_new_stream");
      AvError.check(
          avcodec.avcodec_parameters_copy(stream.codecpar(), sound), "avcodec_parameters_copy");
      stream.codecpar().codec_tag(0);
      HeaderCheck.check(trial);
      long mark = FFmpegLog.mark();
      int code = avformat.avformat_init_output(trial, (AVDictionary) null);
      if (code < 0) {
        throw new UnsupportedMediaException(
            "FLV cannot carry this "
                + AvError.string(avcodec.avcodec_get_name(sound.codec_id()))
                + " at "
                + sound.sample_rate()
                + " Hz",
            AvError.failure(code, "avformat_init_output", null, mark, trial.address()));
      }
    } finally {
      trial.pb(null);
      avformat.avformat_free_context(trial);
      if (!memory.isNull()) {
        BytePointer bytes = new BytePointer((Pointer) null);
        avformat.avio_close_dyn_buf(memory, bytes);
        avutil.av_free(bytes);
      }
    }
  }
}
