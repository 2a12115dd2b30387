package io.av4j.container;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Encoder;
import io.av4j.internal.AvError;
import io.av4j.time.Rational;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVCodecTag;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Makes the streams, chapters and metadata of an output. The output's thread is inside. */
final class TrackMaker {
  private TrackMaker() {}

  static int codecId(String name) {
    AVCodecDescriptor descriptor =
        avcodec.avcodec_descriptor_get_by_name(Objects.requireNonNull(name, "codec"));
    if (descriptor == null) {
      throw new UnsupportedMediaException("FFmpeg knows no codec " + name);
    }
    return descriptor.id();
  }

  static boolean carries(OutputHandle output, int codecId) {
    // Negative where the muxer does not say; then the header will.
    return codecId != avcodec.AV_CODEC_ID_NONE
        && avformat.avformat_query_codec(
                output.struct().oformat(), codecId, avcodec.FF_COMPLIANCE_NORMAL)
            != 0;
  }

  static AVStream newStream(OutputHandle output) {
    return AvError.notNull(
        avformat.avformat_new_stream(output.struct(), null), "avformat_new_stream");
  }

  static AVStream encoded(OutputHandle output, Encoder<?> encoder) {
    try (CodecParameters parameters = CodecParameters.of(encoder)) {
      return track(output, parameters);
    }
  }

  static AVStream track(OutputHandle output, CodecParameters parameters) {
    if (!carries(output, codecId(parameters.codec()))) {
      throw new UnsupportedMediaException(
          output.location() + ": this container cannot carry " + parameters.codec());
    }
    // Before there is a stream: one that is refused would fail the header of whoever goes on.
    FlvSound.requireCarried(output, parameters);
    AVStream stream = newStream(output);
    AVCodecParameters to = stream.codecpar();
    parameters.writeTo(to);
    keepOrDropTag(output, to);
    copy(parameters.timeBase(), stream.time_base());
    copy(parameters.frameRate(), stream.avg_frame_rate());
    copy(to.sample_aspect_ratio(), stream.sample_aspect_ratio());
    return stream;
  }

  static AVStream copy(OutputHandle output, MediaStream source) {
    source.input().enter();
    try {
      AVStream from = source.struct();
      if (!carries(output, from.codecpar().codec_id())) {
        throw new UnsupportedMediaException(
            output.location() + ": this container cannot carry " + source.codec());
      }
      FlvSound.requireCarried(output, from.codecpar());
      AVStream to = newStream(output);
      AVCodecParameters parameters = to.codecpar();
      AvError.check(
          avcodec.avcodec_parameters_copy(parameters, from.codecpar()), "avcodec_parameters_copy");
      keepOrDropTag(output, parameters);
      to.id(from.id());
      copy(from.time_base(), to.time_base());
      copy(from.avg_frame_rate(), to.avg_frame_rate());
      copy(from.r_frame_rate(), to.r_frame_rate());
      copy(from.sample_aspect_ratio(), to.sample_aspect_ratio());
      to.disposition(from.disposition());
      to.metadata(copyOf(from.metadata()));
      return to;
    } finally {
      source.input().exit();
    }
  }

  /** One container's four characters for a codec mean nothing, or something else, in another. */
  private static void keepOrDropTag(OutputHandle output, AVCodecParameters parameters) {
    PointerPointer<?> tags = output.struct().oformat().codec_tag();
    if (tags == null || tags.isNull()) {
      return;
    }
    AVCodecTag table = new AVCodecTag(tags.get());
    boolean means = avformat.av_codec_get_id(tags, parameters.codec_tag()) == parameters.codec_id();
    if (table.isNull() || !means) {
      parameters.codec_tag(0);
    }
  }

  private static void copy(Rational from, AVRational to) {
    to.num(from.num()).den(from.den());
  }

  private static void copy(AVRational from, AVRational to) {
    to.num(from.num()).den(from.den());
  }

  private static AVDictionary copyOf(AVDictionary source) {
    AVDictionary copy = new AVDictionary((Pointer) null);
    if (source != null && !source.isNull()) {
      AvError.check(avutil.av_dict_copy(copy, source, 0), "av_dict_copy");
    }
    return copy;
  }

  static void copyDescription(OutputHandle output, InputHandle input) {
    input.enter();
    try {
      AVFormatContext from = input.struct();
      AVFormatContext to = output.struct();
      AVDictionary metadata = copyOf(from.metadata());
      // These describe the container the media came in.
      for (String key :
          new String[] {
            "major_brand",
            "minor_version",
            "compatible_brands",
            "creation_time",
            "duration",
            "encoder"
          }) {
        AvError.check(avutil.av_dict_set(metadata, key, (String) null, 0), "av_dict_set");
      }
      AVDictionary old = to.metadata();
      if (old != null && !old.isNull()) {
        avutil.av_dict_free(old);
      }
      to.metadata(metadata);
      if (to.nb_chapters() == 0) {
        copyChapters(from, to);
      }
    } finally {
      input.exit();
    }
  }

  private static void copyChapters(AVFormatContext from, AVFormatContext to) {
    int count = from.nb_chapters();
    if (count == 0) {
      return;
    }
    // Freed by avformat_free_context, so from FFmpeg's own allocator.
    Pointer list =
        AvError.notNull(
            avutil.av_mallocz((long) count * Loader.sizeof(Pointer.class)), "av_mallocz");
    PointerPointer<AVChapter> chapters = new PointerPointer<AVChapter>(list).capacity(count);
    to.chapters(chapters);
    for (int i = 0; i < count; i++) {
      AVChapter source = from.chapters(i);
      AVChapter copy =
          new AVChapter(
              AvError.notNull(avutil.av_mallocz(Loader.sizeof(AVChapter.class)), "av_mallocz"));
      copy.id(source.id());
      copy.start(source.start());
      copy.end(source.end());
      copy(source.time_base(), copy.time_base());
      copy.metadata(copyOf(source.metadata()));
      chapters.put(i, copy);
      to.nb_chapters(i + 1);
    }
  }
}
