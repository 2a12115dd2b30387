package io.av4j.container;

import io.av4j.internal.Dictionary;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVProgram;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** Copies what an AVFormatContext says about itself into values. The input's thread is inside. */
final class InputReader {
  private InputReader() {}

  /** The streams known before and, behind them, those that have come since. */
  static List<MediaStream> streams(InputHandle handle, List<MediaStream> known) {
    List<MediaStream> all = new ArrayList<>(known);
    for (int i = known.size(); i < handle.struct().nb_streams(); i++) {
      AVStream stream = handle.struct().streams(i);
      if (VideoStream.is(stream)) {
        all.add(new VideoStream(handle, stream));
      } else if (AudioStream.is(stream)) {
        all.add(new AudioStream(handle, stream));
      } else {
        all.add(new OtherStream(handle, stream));
      }
    }
    return Collections.unmodifiableList(all);
  }

  static List<Chapter> chapters(AVFormatContext context) {
    List<Chapter> all = new ArrayList<>();
    for (int i = 0; i < context.nb_chapters(); i++) {
      AVChapter chapter = context.chapters(i);
      Rational timeBase = Rational.orUnset(chapter.time_base().num(), chapter.time_base().den());
      if (timeBase.isSet()
          && chapter.start() != avutil.AV_NOPTS_VALUE
          && chapter.end() != avutil.AV_NOPTS_VALUE) {
        all.add(
            new Chapter(
                chapter.id(),
                new Timestamp(chapter.start(), timeBase),
                new Timestamp(chapter.end(), timeBase),
                Dictionary.toMap(chapter.metadata())));
      }
    }
    return List.copyOf(all);
  }

  static List<Program> programs(AVFormatContext context) {
    List<Program> all = new ArrayList<>();
    for (int i = 0; i < context.nb_programs(); i++) {
      AVProgram program = context.programs(i);
      List<Integer> indexes = new ArrayList<>();
      for (int s = 0; s < program.nb_stream_indexes(); s++) {
        indexes.add(program.stream_index().get(s));
      }
      all.add(new Program(program.id(), indexes, Dictionary.toMap(program.metadata())));
    }
    return List.copyOf(all);
  }

  static Map<String, String> metadata(AVFormatContext context) {
    return Collections.unmodifiableMap(Dictionary.toMap(context.metadata()));
  }

  static @Nullable Timestamp containerTime(InputHandle handle, boolean start) {
    handle.enter();
    try {
      AVFormatContext context = handle.struct();
      long micros = start ? context.start_time() : context.duration();
      return micros == avutil.AV_NOPTS_VALUE ? null : Timestamp.ofMicros(micros);
    } finally {
      handle.exit();
    }
  }
}
