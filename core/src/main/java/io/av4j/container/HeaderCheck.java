package io.av4j.container;

import io.av4j.InvalidMediaException;
import io.av4j.internal.AvError;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.global.avcodec;

/** Refuses stream parameters on which a muxer's header would end the process. */
final class HeaderCheck {
  /** FLV, and the muxers that may have it inside. */
  private static final Set<String> FLV =
      Set.of("flv", "tee", "fifo", "segment", "stream_segment,ssegment");

  private HeaderCheck() {}

  static void check(AVFormatContext context) {
    boolean flv = FLV.contains(String.valueOf(AvError.string(context.oformat().name())));
    for (int i = 0; i < context.nb_streams(); i++) {
      AVCodecParameters p = context.streams(i).codecpar();
      int codec = p.codec_id();
      boolean needsHeader = codec == avcodec.AV_CODEC_ID_OPUS || codec == avcodec.AV_CODEC_ID_FLAC;
      // flvenc.c asserts it.
      if (flv && needsHeader && p.extradata_size() == 0) {
        throw new InvalidMediaException(
            AvError.string(avcodec.avcodec_get_name(codec))
                + " without its codec header cannot go into FLV");
      }
    }
  }
}
