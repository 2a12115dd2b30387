package io.av4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.testing.FFmpegProgram;
import io.av4j.testing.TestMedia;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcode beside the ffmpeg program with the same options: same packets, same pictures. */
@Timeout(120)
class TranscodeTest {
  private static final Pattern PSNR = Pattern.compile("PSNR .*average:([0-9.]+|inf)");

  @TempDir Path dir;
  private FFmpegProgram ffmpeg;
  private Path ours;
  private Path theirs;

  @BeforeEach
  void nameOutputs() {
    ffmpeg = FFmpegProgram.ffmpeg();
    container("mp4");
  }

  private void container(String suffix) {
    ours = dir.resolve("ours." + suffix);
    theirs = dir.resolve("theirs." + suffix);
  }

  @Test
  void scalesAndEncodes() {
    Path clip = cut("flash_1080p30.mp4", 2);
    transcode(clip, "--scale 1280x720 --preset veryfast --crf 23");
    ffmpeg(clip, "-vf scale=1280:720 -preset veryfast -crf 23");
    requireSamePackets();
    requireSamePictures();
  }

  @ParameterizedTest
  @CsvSource({
    "flash_vfr_360p.mp4, 25",
    "flash_vfr_360p.mp4, 60",
    "flash_vfr_360p.mp4, 30000/1001",
    "flash_720p.ts, 25",
    "subtitles_chapters.mkv, 24"
  })
  void makesTheFrameRateConstant(String name, String rate) {
    Path clip = TestMedia.clip(name);
    transcode(clip, "--scale 320x180 --preset ultrafast --fps " + rate);
    ffmpeg(clip, "-vf scale=320:180 -preset ultrafast -r " + rate);
    requireSamePackets();
    requireSamePictures();
  }

  /** Whatever the input's first time is. */
  @ParameterizedTest
  @ValueSource(strings = {"flash_720p.ts", "flash_baseline.flv", "flash_vp9_360p.webm"})
  void startsAtZero(String name) {
    Path clip = TestMedia.clip(name);
    transcode(clip, "--scale 320x180 --preset ultrafast");
    ffmpeg(clip, "-vf scale=320:180 -preset ultrafast");
    requireSamePackets();
    requireSamePictures();
  }

  @Test
  void encodesSoundAlone() {
    Path clip = TestMedia.clip("beep_aac.m4a");
    container("m4a");
    transcode(clip, "--audio-bitrate 64k");
    ffmpeg(clip, "-b:a 64k");
    requireSamePackets();
    assertThat((double) ours.toFile().length() / theirs.toFile().length()).isBetween(0.98, 1.02);
  }

  @Test
  void encodesThePictureAlone() {
    Path clip = TestMedia.clip("video_only_360p.mp4");
    transcode(clip, "--scale 320x-2 --preset ultrafast --gop 25 --profile baseline");
    ffmpeg(clip, "-vf scale=320:-2 -preset ultrafast -g 25 -profile:v baseline");
    requireSamePackets();
    requireSamePictures();
    assertThat(streams(ours)).containsExactly("h264,320,180");
  }

  @Test
  void makesWebm() {
    Path clip = cut("flash_vfr_360p.mp4", 1);
    container("webm");
    transcode(
        clip,
        "--scale 160x-2 --video-codec libvpx-vp9 --video-bitrate 100k --audio-codec libopus"
            + " --audio-bitrate 64k");
    ffmpeg(clip, "-vf scale=160:-2 -c:v libvpx-vp9 -b:v 100k -c:a libopus -b:a 64k");
    requireSamePackets();
    requireSamePictures();
    assertThat(streams(ours)).containsExactly("vp9,160,90", "opus");
  }

  @Test
  void copiesTheSoundBesideAnEncodedPicture() {
    Path clip = TestMedia.clip("flash_vfr_360p.mp4");
    container("mkv");
    transcode(clip, "--scale 320x180 --preset ultrafast --audio-codec copy");
    ffmpeg(clip, "-vf scale=320:180 -preset ultrafast -c:v libx264 -c:a copy");
    requireSamePackets();
    requireSamePictures();
  }

  @Test
  void copiesThePictureBesideEncodedSound() {
    Path clip = TestMedia.clip("flash_vfr_360p.mp4");
    container("mkv");
    transcode(clip, "--video-codec copy --audio-bitrate 96k");
    ffmpeg(clip, "-c:v copy -c:a aac -b:a 96k");
    requireSamePackets();
    requireSamePictures();
  }

  @Test
  void refusesToWriteOverItsInput() throws Exception {
    Path clip = Files.copy(TestMedia.clip("video_only_360p.mp4"), dir.resolve("clip.mp4"));
    ExampleRun run = ExampleRun.of(() -> Transcode.run(clip.toString(), clip.toString()));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains("same file");
    assertThat(clip).hasSameBinaryContentAs(TestMedia.clip("video_only_360p.mp4"));
  }

  /** Wrong arguments are known by one line or the usage, before the output is touched. */
  @ParameterizedTest
  @CsvSource({
    "2, --nonsense",
    "2, --crf high",
    "2, --crf 99",
    "2, --scale wide",
    "2, --scale 0x0",
    "2, --fps 0",
    "2, --fps often",
    "2, --audio-bitrate much",
    "2, --preset hasty",
    "1, --video-codec libnonsense",
    "1, --audio-codec libnonsense",
    "2, --audio-codec libx264",
    "2, --video-codec aac"
  })
  void leavesTheOutputWhenArgumentsAreWrong(int exitCode, String wrong) throws Exception {
    Files.writeString(ours, "precious");
    List<String> arguments = new ArrayList<>(List.of(wrong.split(" ", -1)));
    arguments.add(TestMedia.clip("flash_vfr_360p.mp4").toString());
    arguments.add(ours.toString());
    ExampleRun run = ExampleRun.of(() -> Transcode.run(arguments.toArray(String[]::new)));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    String[] parts = wrong.split(" ", -1);
    assertThat(run.err()).contains(parts[parts.length - 1]).doesNotContain("Exception", "\tat ");
    assertThat(ours).hasContent("precious");
  }

  @Test
  void saysWhatIsMissing() {
    String missing = dir.resolve("missing.mp4").toString();
    ExampleRun run = ExampleRun.of(() -> Transcode.run(missing, ours.toString()));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).singleElement().asString().contains("missing.mp4");
    assertThat(ours).doesNotExist();
  }

  /** The beginning of a clip, as it is. */
  private Path cut(String name, int seconds) {
    Path cut = dir.resolve("cut_" + name);
    String clip = TestMedia.clip(name).toString();
    ffmpeg.run("-v", "error", "-i", clip, "-t", "" + seconds, "-c", "copy", cut.toString());
    return cut;
  }

  private void transcode(Path clip, String options) {
    List<String> arguments = new ArrayList<>(List.of(options.split(" ", -1)));
    arguments.add(clip.toString());
    arguments.add(ours.toString());
    ExampleRun run = ExampleRun.of(() -> Transcode.run(arguments.toArray(String[]::new)));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private void ffmpeg(Path clip, String options) {
    List<String> arguments = new ArrayList<>(List.of("-v", "error", "-i", clip.toString()));
    arguments.addAll(List.of("-sn", "-sws_flags", "bicubic"));
    arguments.addAll(List.of(options.split(" ", -1)));
    arguments.add(theirs.toString());
    ffmpeg.run(arguments.toArray(String[]::new));
  }

  private void requireSamePackets() {
    assertThat(packets(ours)).containsExactlyElementsOf(packets(theirs)).isNotEmpty();
  }

  /** Stream, pts, dts and duration of every packet, stream after stream. */
  private static List<String> packets(Path file) {
    String out =
        FFmpegProgram.ffprobe()
            .run(
                "-v",
                "error",
                "-show_entries",
                "packet=stream_index,pts_time,dts_time,duration_time",
                "-of",
                "csv=p=0",
                file.toString())
            .output();
    return out.lines().sorted((a, b) -> Character.compare(a.charAt(0), b.charAt(0))).toList();
  }

  private void requireSamePictures() {
    String inOrder = "settb=1/25,setpts=N";
    String said =
        ffmpeg
            .run(
                "-hide_banner",
                "-i",
                ours.toString(),
                "-i",
                theirs.toString(),
                "-lavfi",
                "[0:v]" + inOrder + "[a];[1:v]" + inOrder + "[b];[a][b]psnr",
                "-f",
                "null",
                "-")
            .errors();
    Matcher matcher = PSNR.matcher(said);
    assertThat(matcher.find()).as(said).isTrue();
    String psnr = matcher.group(1);
    assertThat(psnr.equals("inf") ? 100 : Double.parseDouble(psnr)).isGreaterThan(45);
  }

  private static List<String> streams(Path file) {
    return FFmpegProgram.ffprobe()
        .run(
            "-v",
            "error",
            "-show_entries",
            "stream=codec_name,width,height",
            "-of",
            "csv=p=0",
            file.toString())
        .output()
        .lines()
        .toList();
  }
}
