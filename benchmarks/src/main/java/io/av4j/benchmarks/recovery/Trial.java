package io.av4j.benchmarks.recovery;

import io.av4j.benchmarks.versus.push.Nginx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** All contestants at once on one server, which the same fault befalls some times. */
final class Trial implements AutoCloseable {
  /** How long a pusher may take to come back. */
  static final long PATIENCE_SECONDS = 60;

  private static final long LOOK_MILLIS = 20;

  private final Fault fault;
  private final Path in;
  private final Path folder;
  private final Nginx server;
  private final Link link;
  private final StreamStatistics statistics;
  private final Thread atExit;
  private final List<Pusher> pushers = new ArrayList<>();

  private Trial(Fault fault, Path in, Path folder) throws IOException, InterruptedException {
    this.fault = fault;
    this.in = in;
    this.folder = Files.createDirectories(folder);
    this.server = Nginx.start(folder.resolve("nginx"), "drop_idle_publisher 3s;");
    this.link = Link.to(server.port());
    this.statistics = new StreamStatistics(server.statisticsUrl());
    this.atExit = new Thread(server::kill, "end of nginx");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts the server and all contestants, and waits until it has all streams. */
  static Trial start(Fault fault, List<Contestant> contestants, Path in, Path folder)
      throws IOException, InterruptedException {
    Trial trial = new Trial(fault, in, folder);
    try {
      for (Contestant contestant : contestants) {
        trial.pushers.add(trial.push(contestant));
      }
      trial.awaitAll();
      return trial;
    } catch (IOException | InterruptedException | RuntimeException e) {
      trial.close();
      throw e;
    }
  }

  private Pusher push(Contestant contestant) throws IOException {
    int port = fault.isOfLink() ? link.port() : server.port();
    String url = "rtmp://127.0.0.1:" + port + "/live/" + contestant.name();
    return Pusher.start(contestant, in, url, folder);
  }

  private void awaitAll() throws IOException, InterruptedException {
    List<OptionalLong> since = watch();
    for (int i = 0; i < since.size(); i++) {
      if (since.get(i).isEmpty()) {
        throw new IOException(
            pushers.get(i).name() + " does not push to a server that works, see " + folder);
      }
    }
  }

  /**
   * Lets the fault happen that often.
   *
   * @return by contestant, what it did each time
   */
  Map<String, List<Outcome>> run(int rounds, PrintStream say)
      throws IOException, InterruptedException {
    Map<String, List<Outcome>> all = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      if (round > 0) {
        awaitAll();
      }
      long struck = System.nanoTime();
      fault.strike(server, link, round);
      long over = System.nanoTime();
      List<OptionalLong> since = watch();
      for (int i = 0; i < since.size(); i++) {
        Pusher pusher = pushers.get(i);
        Outcome outcome = outcome(pusher, struck, over, since.get(i));
        all.computeIfAbsent(pusher.name(), name -> new ArrayList<>()).add(outcome);
        say.printf("%s %d/%d %s: %s%n", fault.title(), round + 1, rounds, pusher.name(), outcome);
        if (since.get(i).isEmpty()) {
          pusher.close();
          pushers.set(i, push(pusher.contestant()));
        }
      }
    }
    return all;
  }

  private static Outcome outcome(Pusher pusher, long struck, long over, OptionalLong since) {
    OptionalLong lost = pusher.lostBetween(struck, since.orElse(Long.MAX_VALUE));
    return new Outcome(
        lost.isPresent()
            ? OptionalDouble.of((lost.getAsLong() - struck) / 1e9)
            : OptionalDouble.empty(),
        since.isPresent() ? (since.getAsLong() - over) / 1e9 : Double.POSITIVE_INFINITY,
        pusher.isAlive());
  }

  /** Waits until all streams come, and says since when; empty for those that do not in time. */
  private List<OptionalLong> watch() throws InterruptedException {
    List<Arrival> arrivals = pushers.stream().map(pusher -> new Arrival()).toList();
    long start = System.nanoTime();
    while (arrivals.stream().anyMatch(arrival -> arrival.steadySince().isEmpty())
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      Optional<Map<String, Long>> bytes = statistics.bytes();
      long now = System.nanoTime();
      for (int i = 0; i < arrivals.size() && bytes.isPresent(); i++) {
        arrivals.get(i).look(now, bytes.get().get(pushers.get(i).name()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return arrivals.stream().map(Arrival::steadySince).toList();
  }

  @Override
  public void close() throws IOException {
    try {
      for (Pusher pusher : pushers) {
        pusher.close();
      }
      link.close();
    } finally {
      server.kill();
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }
}
