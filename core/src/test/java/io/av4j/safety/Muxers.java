package io.av4j.safety;

import io.av4j.FFmpeg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** The muxers of the build. */
final class Muxers {
  /** They wait for a peer, or write beside the file they are given. */
  private static final Set<String> NOT_FILES =
      Set.of("rtsp", "sap", "rtp", "rtp_mpegts", "image2", "whip");

  private Muxers() {}

  static List<String> names() {
    FFmpeg.require();
    List<String> names = new ArrayList<>();
    try (PointerPointer<Pointer> state = new PointerPointer<>(1)) {
      state.put(0, (Pointer) null);
      AVOutputFormat format;
      while ((format = avformat.av_muxer_iterate(state)) != null) {
        String name = format.name().getString();
        if (!NOT_FILES.contains(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
