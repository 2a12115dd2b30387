package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The clips of the jobs: 1080p30 H.264 of some 7.6 Mb/s with AAC, made once and kept. */
public final class Clips {
  private static final int BASE_SECONDS = 20;
  private static final int GIGABYTE_ROUNDS = 54;

  private final Bench bench;

  /** Clips in the bench's folder. */
  public Clips(Bench bench) {
    this.bench = bench;
  }

  /** The clip of 20 s, which all others repeat. */
  public Path base() throws IOException, InterruptedException {
    Path clip = bench.file("clip-20s.mp4");
    if (!Files.exists(clip)) {
      make(
          clip,
          "-f",
          "lavfi",
          "-i",
          "testsrc2=size=1920x1080:rate=30,noise=alls=10:allf=t:all_seed=1",
          "-f",
          "lavfi",
          "-i",
          "sine=frequency=440:sample_rate=48000",
          "-t",
          BASE_SECONDS,
          "-c:v",
          "libx264",
          "-preset",
          "veryfast",
          "-b:v",
          "7600k",
          "-maxrate",
          "9000k",
          "-bufsize",
          "7600k",
          "-pix_fmt",
          "yuv420p",
          "-c:a",
          "aac",
          "-b:a",
          "128k",
          "-ac",
          2);
    }
    return clip;
  }

  /** A clip of that length: the base, cut or repeated. */
  public Path ofSeconds(int seconds) throws IOException, InterruptedException {
    if (seconds == BASE_SECONDS) {
      return base();
    }
    int rounds = (seconds + BASE_SECONDS - 1) / BASE_SECONDS;
    return repeated("clip-" + seconds + "s.mp4", rounds, "-t", seconds);
  }

  /** A clip of a little more than 1 GB. */
  public Path ofOneGigabyte() throws IOException, InterruptedException {
    return repeated("clip-1gb.mp4", GIGABYTE_ROUNDS);
  }

  private Path repeated(String name, int rounds, Object... more)
      throws IOException, InterruptedException {
    Path source = base();
    Path clip = bench.file(name);
    if (!Files.exists(clip)) {
      Object[] start = {"-stream_loop", rounds - 1, "-i", source, "-c", "copy"};
      Object[] all = new Object[start.length + more.length];
      System.arraycopy(start, 0, all, 0, start.length);
      System.arraycopy(more, 0, all, start.length, more.length);
      make(clip, all);
    }
    return clip;
  }

  /** Under another name until it is complete. */
  private void make(Path clip, Object... arguments) throws IOException, InterruptedException {
    Path half = bench.file("half-" + clip.getFileName());
    Object[] all = new Object[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = half;
    bench.run(bench.ffmpegCommand(all));
    Files.move(half, clip, StandardCopyOption.ATOMIC_MOVE);
  }
}
