package io.av4j.benchmarks.versus.push;

import io.av4j.benchmarks.Fleet;
import io.av4j.benchmarks.versus.Bench;
import io.av4j.benchmarks.versus.Clips;
import io.av4j.benchmarks.versus.Contestant;
import io.av4j.benchmarks.versus.Job;
import io.av4j.benchmarks.versus.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Live pushes to an nginx: one JVM for all of them against one ffmpeg for each. */
public final class PushJobs {
  private static final int[] NUMBERS = {1, 2, 4, 8, 16, 32, 64, 200};
  private static final int COMPARED = 100;
  private static final long START_GAP_MILLIS = 20;
  private static final long WARM_UP_SECONDS = 30;
  private static final long WINDOW_SECONDS = 20;
  private static final Pattern LIVE = Pattern.compile("live=(\\d+) failed=(\\d+)");
  private static final Pattern P99 = Pattern.compile("pacing-p99=([0-9.]+)");

  private final Bench bench;
  private final Clips clips;

  /** Pushes of the bench's clip. */
  public PushJobs(Bench bench, Clips clips) {
    this.bench = bench;
    this.clips = clips;
  }

  /** A hundred pushes. */
  public Job compared() {
    return job("pushes", COMPARED);
  }

  /** Other numbers of pushes. */
  public List<Job> growth() {
    List<Job> jobs = new ArrayList<>();
    for (int number : NUMBERS) {
      jobs.add(job("pushes-" + number, number));
    }
    return jobs;
  }

  private Job job(String name, int number) {
    return new Job(
        name,
        number + " real-time copy pushes; PSS, and cores in use",
        () -> {
          Path in = clips.base();
          return List.of(
              new Contestant(Contestant.AV4J, () -> fleet(in, number)),
              new Contestant(Contestant.FFMPEG, () -> processes(in, number)));
        });
  }

  private Trial fleet(Path in, int number) throws IOException, InterruptedException {
    Path said = bench.file("fleet.out");
    try (Nginx nginx = Nginx.start(bench.file("nginx"))) {
      List<String> command =
          bench.javaCommand(Fleet.JVM_OPTIONS, Fleet.class, in, nginx.prefix(), number);
      List<Process> all = List.of(bench.start(command, said));
      Trial trial;
      try {
        TimeUnit.MILLISECONDS.sleep(number * START_GAP_MILLIS);
        trial = window(all);
      } finally {
        Ended.end(all);
      }
      String text = Files.readString(said);
      Matcher live = LIVE.matcher(text);
      boolean allLive = false;
      while (live.find()) {
        allLive |= live.group(1).equals(Integer.toString(number));
        if (!live.group(2).equals("0")) {
          throw new IOException("pushes failed\n" + text);
        }
      }
      if (!allLive) {
        throw new IOException("not all pushes were live\n" + text);
      }
      Matcher p99 = P99.matcher(text);
      double last = Double.NaN;
      while (p99.find()) {
        last = Double.parseDouble(p99.group(1));
      }
      return trial.with("pacing error p99, ms", last);
    }
  }

  private Trial processes(Path in, int number) throws IOException, InterruptedException {
    List<Process> all = new ArrayList<>();
    try (Nginx nginx = Nginx.start(bench.file("nginx"))) {
      for (int i = 0; i < number; i++) {
        List<String> command =
            bench.ffmpegCommand(
                "-re", "-stream_loop", -1, "-i", in, "-c", "copy", "-f", "flv", nginx.prefix() + i);
        all.add(bench.start(command, bench.file("push-" + i + ".out")));
        TimeUnit.MILLISECONDS.sleep(START_GAP_MILLIS);
      }
      return window(all);
    } finally {
      Ended.end(all);
    }
  }

  /** Lets them come to rest, then looks for some time. */
  private static Trial window(List<Process> all) throws IOException, InterruptedException {
    TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
    double before = Usage.cpuSeconds(all);
    long start = System.nanoTime();
    TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
    double cpu = Usage.cpuSeconds(all) - before;
    double seconds = (System.nanoTime() - start) / 1e9;
    double memory = Usage.pssMebibytes(all);
    if (!all.stream().allMatch(Process::isAlive)) {
      throw new IOException("a push ended by itself");
    }
    return new Trial(
        Double.NaN, cpu / seconds, memory, Map.of("threads", (double) Usage.threads(all)));
  }
}
