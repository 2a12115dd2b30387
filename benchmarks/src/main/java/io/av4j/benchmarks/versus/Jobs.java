package io.av4j.benchmarks.versus;

import static io.av4j.benchmarks.versus.Contestant.AV4J;
import static io.av4j.benchmarks.versus.Contestant.BY_HAND;
import static io.av4j.benchmarks.versus.Contestant.FFMPEG;
import static io.av4j.benchmarks.versus.Contestant.JAVACV;

import io.av4j.benchmarks.versus.av4j.Images;
import io.av4j.benchmarks.versus.av4j.Thumbnails;
import io.av4j.benchmarks.versus.push.PushJobs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All jobs, in the order of the table. */
public final class Jobs {
  private static final int THUMBNAILS = 1000;
  private static final int THUMBNAIL_STEP_MILLIS = 300;
  private static final int[] LENGTHS = {10, 60, 300, 1800};

  private final Bench bench;
  private final Clips clips;
  private final int ffmpegStarts;

  /** Jobs on a bench; that many starts of ffmpeg stand for a thousand thumbnails. */
  public Jobs(Bench bench, int ffmpegStarts) {
    this.bench = bench;
    this.clips = new Clips(bench);
    this.ffmpegStarts = Math.min(THUMBNAILS, ffmpegStarts);
  }

  /** The jobs. */
  public List<Job> all() {
    List<Job> jobs = new ArrayList<>();
    jobs.add(decode("decode", 20));
    jobs.add(decode("decode-long", 300));
    jobs.add(pixels());
    jobs.add(images());
    jobs.add(transcode());
    LadderJobs ladders = new LadderJobs(bench, clips);
    jobs.add(ladders.compared());
    jobs.add(remux());
    jobs.add(thumbnail());
    jobs.add(thumbnails());
    PushJobs pushes = new PushJobs(bench, clips);
    jobs.add(pushes.compared());
    jobs.addAll(ladders.growth());
    for (int seconds : LENGTHS) {
      jobs.add(length(seconds));
    }
    jobs.addAll(pushes.growth());
    return jobs;
  }

  private Contestant java(String name, Class<?> main, Object... arguments) {
    return new Contestant(name, () -> bench.measure(bench.javaCommand(main, arguments)));
  }

  private Contestant ffmpeg(Object... arguments) {
    return new Contestant(FFMPEG, () -> bench.measure(bench.ffmpegCommand(arguments)));
  }

  private Job decode(String name, int seconds) {
    return new Job(
        name,
        "decode 1080p H.264 of " + seconds + " s",
        () -> {
          Path in = clips.ofSeconds(seconds);
          return List.of(
              java(AV4J, io.av4j.benchmarks.versus.av4j.Decode.class, in),
              ffmpeg("-i", in, "-map", "0:v:0", "-f", "null", "-"),
              java(JAVACV, io.av4j.benchmarks.versus.javacv.Decode.class, in),
              java(BY_HAND, io.av4j.benchmarks.versus.bare.Decode.class, in));
        });
  }

  private Job pixels() {
    return new Job(
        "pixels",
        "decode 20 s into BGR24",
        () -> {
          Path in = clips.base();
          return List.of(
              java(AV4J, io.av4j.benchmarks.versus.av4j.Pixels.class, in),
              ffmpeg("-i", in, "-map", "0:v:0", "-f", "rawvideo", "-pix_fmt", "bgr24", "/dev/null"),
              java(JAVACV, io.av4j.benchmarks.versus.javacv.Pixels.class, in),
              java(BY_HAND, io.av4j.benchmarks.versus.bare.Pixels.class, in));
        });
  }

  private Job images() {
    return new Job(
        "images",
        "decode 20 s into a BufferedImage",
        () ->
            List.of(
                java(AV4J, Images.class, clips.base()),
                java(JAVACV, io.av4j.benchmarks.versus.javacv.Images.class, clips.base())));
  }

  private Job transcode() {
    return new Job(
        "transcode",
        "1080p to 720p, x264 veryfast crf 23, AAC, 60 s",
        () -> {
          Path in = clips.ofSeconds(60);
          Path out = bench.file("out.mp4");
          return List.of(
              java(AV4J, io.av4j.benchmarks.versus.av4j.Transcoding.class, in, out),
              ffmpegTranscode(in, out),
              java(JAVACV, io.av4j.benchmarks.versus.javacv.Transcoding.class, in, out),
              java(BY_HAND, io.av4j.benchmarks.versus.bare.Transcoding.class, in, out));
        });
  }

  private Contestant ffmpegTranscode(Path in, Path out) {
    return ffmpeg(
        "-i",
        in,
        "-vf",
        "scale=1280:720",
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        23,
        "-c:a",
        "aac",
        out);
  }

  private Job length(int seconds) {
    return new Job(
        "transcode-" + seconds + "s",
        "growth: the transcode of " + seconds + " s",
        () -> {
          Path in = clips.ofSeconds(seconds);
          Path out = bench.file("out.mp4");
          return List.of(
              java(AV4J, io.av4j.benchmarks.versus.av4j.Transcoding.class, in, out),
              ffmpegTranscode(in, out));
        });
  }

  private Job remux() {
    return new Job(
        "remux",
        "copy the streams of 1 GB",
        () -> {
          Path in = clips.ofOneGigabyte();
          Path out = bench.file("out.mp4");
          Contestant ffmpeg = ffmpeg("-i", in, "-map", 0, "-c", "copy", out);
          // Reads the clip into memory, so that the first of the contestants does not do it for
          // all.
          ffmpeg.run().measure();
          return Stream.of(
                  java(AV4J, io.av4j.benchmarks.versus.av4j.Remuxing.class, in, out),
                  ffmpeg,
                  java(BY_HAND, io.av4j.benchmarks.versus.bare.Remuxing.class, in, out))
              .map(contestant -> contestant.without(out))
              .toList();
        });
  }

  private Job thumbnail() {
    return new Job(
        "thumbnail",
        "one JPEG 320x180 of the picture at 10 s",
        () -> {
          Path in = clips.base();
          return List.of(
              java(AV4J, Thumbnails.class, in, 10_000, 0, 1, bench.file("thumbnail-")),
              ffmpegThumbnail(in, 10_000));
        });
  }

  private Job thumbnails() {
    return new Job(
        "thumbnails",
        "a thousand such of 5 min; ffmpeg: " + ffmpegStarts + " starts, scaled up",
        () -> {
          Path in = clips.ofSeconds(300);
          Contestant many =
              new Contestant(
                  FFMPEG,
                  () -> {
                    Trial sum = new Trial(0, 0, 0, Map.of());
                    for (int i = 0; i < ffmpegStarts; i++) {
                      long at = (long) i * THUMBNAILS / ffmpegStarts * THUMBNAIL_STEP_MILLIS;
                      sum = sum.plus(ffmpegThumbnail(in, at).run().measure());
                    }
                    return sum.times((double) THUMBNAILS / ffmpegStarts);
                  });
          return List.of(
              java(
                  AV4J,
                  Thumbnails.class,
                  in,
                  0,
                  THUMBNAIL_STEP_MILLIS,
                  THUMBNAILS,
                  bench.file("thumbnail-")),
              many);
        });
  }

  private Contestant ffmpegThumbnail(Path in, long millis) {
    return ffmpeg(
        "-ss",
        millis + "ms",
        "-i",
        in,
        "-map",
        "0:v:0",
        "-frames:v",
        1,
        "-vf",
        "scale=320:180",
        "-q:v",
        3,
        "-update",
        1,
        bench.file("thumbnail.jpg"));
  }
}
