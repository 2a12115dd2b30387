import org.jspecify.annotations.NullMarked;

/** Typed Java over FFmpeg's own libraries. */
@NullMarked
module io.av4j {
  requires transitive org.bytedeco.ffmpeg;
  requires transitive org.bytedeco.javacpp;
  requires static transitive java.desktop;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.av4j;
  exports io.av4j.clock;
  exports io.av4j.codec;
  exports io.av4j.container;
  exports io.av4j.filter;
  exports io.av4j.flow;
  exports io.av4j.frame;
  exports io.av4j.log;
  exports io.av4j.pipeline;
  exports io.av4j.push;
  exports io.av4j.push.plan;
  exports io.av4j.push.status;
  exports io.av4j.rtmp;
  exports io.av4j.time;
}
