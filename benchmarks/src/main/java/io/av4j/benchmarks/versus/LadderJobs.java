package io.av4j.benchmarks.versus;

import io.av4j.benchmarks.versus.av4j.Rungs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The bit rate ladder, with the quality of each rung beside its cost. */
final class LadderJobs {
  private static final Pattern PSNR = Pattern.compile("PSNR .*average:([0-9.]+)");

  private final Bench bench;
  private final Clips clips;
  private final Set<List<String>> judged = new HashSet<>();

  LadderJobs(Bench bench, Clips clips) {
    this.bench = bench;
    this.clips = clips;
  }

  /** The two rungs of the comparison. */
  Job compared() {
    return job("ladder", "720p 2.5 Mb/s and 360p 0.8 Mb/s, x264 veryfast, AAC, 60 s", 60, 2);
  }

  /** From one rung to all. */
  List<Job> growth() {
    List<Job> jobs = new ArrayList<>();
    for (int rungs = 1; rungs <= Rung.ALL.size(); rungs++) {
      jobs.add(job("ladder-" + rungs, "growth: a ladder of " + rungs + ", 20 s", 20, rungs));
    }
    return jobs;
  }

  private Job job(String name, String description, int seconds, int rungs) {
    return new Job(
        name,
        description,
        () -> {
          Path in = clips.ofSeconds(seconds);
          String ours = bench.file("ladder-av4j").toString();
          String theirs = bench.file("ladder-ffmpeg").toString();
          List<String> av4j = bench.javaCommand(Rungs.class, in, rungs, ours);
          List<String> ffmpeg = bench.ffmpegCommand(split(in, rungs, theirs));
          return List.of(
              new Contestant(Contestant.AV4J, () -> judged(av4j, in, rungs, ours)),
              new Contestant(Contestant.FFMPEG, () -> judged(ffmpeg, in, rungs, theirs)));
        });
  }

  /**
   * One decoder, one split graph, keyframes every two seconds and nowhere else, as a ladder has.
   */
  private static Object[] split(Path in, int rungs, String prefix) {
    StringBuilder graph = new StringBuilder("[0:v]split=" + rungs);
    StringBuilder scales = new StringBuilder();
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < rungs; i++) {
      Rung rung = Rung.ALL.get(i);
      graph.append("[s").append(i).append(']');
      scales.append(";[s%d]scale=%d:%d[v%d]".formatted(i, rung.width(), rung.height(), i));
      arguments.addAll(
          List.of(
              "-map",
              "[v" + i + "]",
              "-map",
              "0:a:0",
              "-c:v",
              "libx264",
              "-preset",
              "veryfast",
              "-b:v",
              rung.bitsPerSecond(),
              "-g",
              61,
              "-sc_threshold",
              0,
              "-force_key_frames",
              "expr:gte(t,n_forced*2)",
              "-c:a",
              "aac",
              rung.file(prefix)));
    }
    List<Object> all = new ArrayList<>(List.of("-i", in, "-filter_complex", graph.append(scales)));
    all.addAll(arguments);
    return all.toArray();
  }

  private Trial judged(List<String> command, Path in, int rungs, String prefix)
      throws IOException, InterruptedException {
    Trial trial = bench.measure(command);
    if (!judged.add(command)) {
      // The same command makes the same pictures.
      return trial;
    }
    for (Rung rung : Rung.ALL.subList(0, Math.min(rungs, 2))) {
      Path out = rung.file(prefix);
      trial =
          trial
              .with(rung.height() + "p PSNR, dB", psnr(in, out, rung))
              .with(rung.height() + "p kb/s", kilobits(out));
    }
    return trial;
  }

  private double psnr(Path in, Path out, Rung rung) throws IOException, InterruptedException {
    String graph =
        "[1:v]scale=%d:%d:flags=bicubic[r];[0:v][r]psnr".formatted(rung.width(), rung.height());
    String said =
        bench.run(
            bench.ffmpegCommand(
                "-v", "info", "-i", out, "-i", in, "-lavfi", graph, "-f", "null", "-"));
    Matcher matcher = PSNR.matcher(said);
    if (!matcher.find()) {
      throw new IOException("no PSNR in " + said);
    }
    return Double.parseDouble(matcher.group(1));
  }

  private double kilobits(Path out) throws IOException, InterruptedException {
    String bits =
        bench.run(
            bench.ffprobeCommand(
                "-select_streams",
                "v:0",
                "-show_entries",
                "stream=bit_rate",
                "-of",
                "csv=p=0",
                out));
    return Double.parseDouble(bits.strip()) / 1000;
  }
}
