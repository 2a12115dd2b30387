package io.av4j.benchmarks.versus.push;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What running processes take, by what the kernel says of them. */
final class Usage {
  // utime and stime; the name before them is in brackets and may hold anything.
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final double TICKS_A_SECOND = 100;
  private static final Pattern PSS = Pattern.compile("(?m)^Pss:\\s+(\\d+) kB");

  private Usage() {}

  /** Seconds of all cores so far, user and system. */
  static double cpuSeconds(List<Process> processes) throws IOException {
    long ticks = 0;
    for (Process process : processes) {
      String stat = Files.readString(proc(process, "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
    }
    return ticks / TICKS_A_SECOND;
  }

  /** MiB, with what several share counted once. */
  static double pssMebibytes(List<Process> processes) throws IOException {
    long kibibytes = 0;
    for (Process process : processes) {
      Matcher matcher = PSS.matcher(Files.readString(proc(process, "smaps_rollup")));
      if (matcher.find()) {
        kibibytes += Long.parseLong(matcher.group(1));
      }
    }
    return kibibytes / 1024.0;
  }

  /** Threads of all. */
  static int threads(List<Process> processes) throws IOException {
    int threads = 0;
    for (Process process : processes) {
      try (Stream<Path> all = Files.list(proc(process, "task"))) {
        threads += (int) all.count();
      }
    }
    return threads;
  }

  private static Path proc(Process process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }
}
