package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the ffprobe program finds when it decodes all of a stream.
 *
 * @param codec FFmpeg's name
 * @param frames that were decoded
 */
public record Probed(String codec, int frames) {
  private static final Pattern LINE = Pattern.compile("(\\w+),(\\d+)");

  /** Decodes the first stream of the kind, and fails if the program complains. */
  public static Probed first(MediaMessage.Kind kind, Path file) {
    FFmpegProgram.Result result =
        FFmpegProgram.ffprobe()
            .run(
                "-v",
                "error",
                "-count_frames",
                "-select_streams",
                kind == MediaMessage.Kind.VIDEO ? "v:0" : "a:0",
                "-show_entries",
                "stream=codec_name,nb_read_frames",
                "-of",
                "csv=p=0",
                file.toString());
    assertThat(result.errors()).as(file.toString()).isEmpty();
    Matcher line = LINE.matcher(result.output());
    assertThat(line.find()).as(file + ": " + result.output()).isTrue();
    return new Probed(line.group(1), Integer.parseInt(line.group(2)));
  }

  /** The pictures of a file that decode, all without a complaint. */
  public static int pictures(Path file) {
    return first(MediaMessage.Kind.VIDEO, file).frames();
  }

  /** The sample aspect ratio that the first video of a file announces, {@code 16:11}. */
  public static String pixelShape(Path file) {
    return FFmpegProgram.ffprobe()
        .run(
            "-v",
            "error",
            "-select_streams",
            "v:0",
            "-show_entries",
            "stream=sample_aspect_ratio",
            "-of",
            "csv=p=0",
            file.toString())
        .output()
        .strip();
  }
}
