package io.av4j.container;

import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * A stream that is neither pictures nor sound, or of a codec FFmpeg does not know: it can be
 * copied.
 */
public final class OtherStream extends MediaStream {
  OtherStream(InputHandle input, AVStream stream) {
    super(input, stream);
  }
}
