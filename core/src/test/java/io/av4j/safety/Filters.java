package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.FFmpeg;
import io.av4j.filter.FilterGraph;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.bytedeco.ffmpeg.avfilter.AVFilter;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Every filter of the build as it is, and graphs that are none. */
public final class Filters implements Supplier<Map<String, Scenario>> {
  /** They write a file, open a port or sleep. */
  private static final Set<String> LEFT_OUT =
      Set.of("vidstabdetect", "zmq", "azmq", "realtime", "arealtime");

  private static final List<VideoFormat> PICTURES =
      List.of(
          VideoFormat.of(64, 48, PixelFormat.YUV420P),
          VideoFormat.of(1, 1, PixelFormat.YUV420P),
          VideoFormat.of(35, 17, PixelFormat.RGB24),
          VideoFormat.of(2, 130, PixelFormat.GRAY8));
  private static final List<String> GRAPHS =
      List.of(
          "scale=0:0",
          "scale=-1:-1",
          "scale=1000000:1000000",
          "crop=0:0",
          "crop=100:100:500:500",
          "pad=10:10:-5:-5",
          "fps=0",
          "fps=1/0",
          "fps=1000000",
          "setpts=PTS*1e300",
          "setpts=NAN",
          "settb=0/1",
          "settb=1/0",
          "format=no_such_format",
          "format=pal8,format=monob,format=xyz12le,format=gbrpf32le",
          "select=0",
          "split",
          "split[a][b]",
          "[in]null[out];[x]null[y]",
          "nullsink",
          "nullsrc",
          "testsrc",
          "null;null",
          "[in][in]overlay",
          "tile=1000x1000",
          "scale=w=1e9:h=1",
          "rotate=angle=NAN",
          "zoompan=z=0",
          "lut=y=1/0",
          "geq=lum=1/0",
          "thumbnail=n=1000000",
          "anull",
          "\u0000",
          "[",
          "'",
          "scale=",
          ",,,",
          "hwupload",
          "hwdownload",
          "scale_cuda",
          "drawbox=x=-100000:w=1000000:t=fill",
          "transpose=9",
          "scale=1:1,gblur",
          "scale=8:8,signature",
          "kerndeint",
          "no_such_filter");

  @Override
  public Map<String, Scenario> get() {
    FFmpeg.require();
    Map<String, Scenario> all = new LinkedHashMap<>();
    try (PointerPointer<Pointer> state = new PointerPointer<>(1)) {
      state.put(0, (Pointer) null);
      AVFilter filter;
      while ((filter = avfilter.av_filter_iterate(state)) != null) {
        String name = filter.name().getString();
        if (!LEFT_OUT.contains(name)) {
          all.put(name, () -> filter(name));
        }
      }
    }
    for (int i = 0; i < GRAPHS.size(); i++) {
      String graph = GRAPHS.get(i);
      all.put("graph " + i + " " + graph.replaceAll("[^\\x20-\\x7e]", "?"), () -> filter(graph));
    }
    return all;
  }

  private static void filter(String description) {
    int[] given = {0};
    for (VideoFormat format : PICTURES) {
      tolerated(
          () -> {
            try (FilterGraph graph = FilterGraph.video(description)) {
              for (int i = 0; i < 3; i++) {
                feed(graph, format, i, given);
              }
              feed(graph, PICTURES.get(2), 3, given);
              graph.flush(out -> count(out, given));
              feed(graph, format, 4, given);
              graph.flush(out -> count(out, given));
            }
          });
    }
    assertThat(given[0]).isLessThan(1_000_000);
  }

  private static void feed(FilterGraph graph, VideoFormat format, long pts, int[] given) {
    try (VideoFrame frame = VideoFrame.allocate(format)) {
      byte[] noise = new byte[frame.packedSize()];
      new Random(pts).nextBytes(noise);
      frame.copyFrom(noise);
      frame.setPts(new Timestamp(pts, new Rational(1, 25)));
      graph.feed(frame, out -> count(out, given));
    }
  }

  private static final int LARGEST_COPY = 64 << 20;

  private static void count(VideoFrame out, int[] given) {
    int size = out.packedSize();
    if (size <= LARGEST_COPY) {
      out.copyTo(new byte[size]);
    } else {
      // One picture of very many, more than this JVM's heap holds: every byte is read in place.
      CRC32 sum = new CRC32();
      for (int i = 0; i < out.planeCount(); i++) {
        sum.update(out.plane(i).bytes());
      }
    }
    if (++given[0] > 300) {
      throw new IllegalStateException("enough of a filter that never ends");
    }
  }
}
