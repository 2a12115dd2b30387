package io.av4j.benchmarks;

import io.av4j.codec.Decoder;
import io.av4j.container.MediaInput;
import io.av4j.filter.FilterGraph;
import io.av4j.frame.VideoFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * How like two clips are, by FFmpeg's own filters {@code psnr} and {@code ssim}.
 *
 * @param psnr of the luma, in dB, of the mean error of all pictures as the filter's {@code average}
 * @param ssim of all planes, the mean of all pictures, 1 for the same
 */
record Likeness(double psnr, double ssim) {
  /** Compares the pictures of two clips of the same length, one by one. */
  static Likeness between(Path coded, Path reference) {
    List<double[]> pictures = new ArrayList<>();
    try (MediaInput input = MediaInput.open(coded);
        Decoder<VideoFrame> decoder = input.bestVideo().openDecoder();
        FilterGraph compare = FilterGraph.video(comparison(reference))) {
      input.pump(
          input
              .bestVideo()
              .to(
                  decoder.into(
                      compare.into(
                          frame ->
                              pictures.add(
                                  new double[] {
                                    number(frame, "lavfi.psnr.mse.y"),
                                    number(frame, "lavfi.ssim.All")
                                  })))));
    }
    double error = pictures.stream().mapToDouble(p -> p[0]).average().orElseThrow();
    double ssim = pictures.stream().mapToDouble(p -> p[1]).average().orElseThrow();
    return new Likeness(10 * Math.log10(255 * 255 / error), ssim);
  }

  /** Both clips are counted in pictures: containers round the times. */
  private static String comparison(Path reference) {
    return String.format(
        "movie='%s',settb=1/30,setpts=N,split[first][second];"
            + "[in]settb=1/30,setpts=N[coded];"
            + "[coded][first]psnr[compared];[compared][second]ssim",
        reference);
  }

  private static double number(VideoFrame frame, String key) {
    AVDictionaryEntry entry = avutil.av_dict_get(frame.pointer().metadata(), key, null, 0);
    if (entry == null) {
      throw new IllegalStateException("the filter told no " + key);
    }
    return Double.parseDouble(entry.value().getString());
  }
}
