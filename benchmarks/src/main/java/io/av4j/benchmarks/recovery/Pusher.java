package io.av4j.benchmarks.recovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** A contestant at work, with the times at which it said that its connection was lost. */
final class Pusher implements AutoCloseable {
  private final Contestant contestant;
  private final ProcessGroup group;
  private final List<Long> losses = new CopyOnWriteArrayList<>();

  private Pusher(Contestant contestant, ProcessGroup group) {
    this.contestant = contestant;
    this.group = group;
  }

  /** Starts a contestant; what it complains of goes to a file in the folder. */
  static Pusher start(Contestant contestant, Path in, String url, Path folder) throws IOException {
    Pusher pusher =
        new Pusher(
            contestant,
            ProcessGroup.start(
                contestant.command().of(in, url), folder.resolve(contestant.name() + ".err")));
    Thread listener = new Thread(pusher::listen, "listener of " + contestant.name());
    listener.setDaemon(true);
    listener.start();
    return pusher;
  }

  private void listen() {
    try (BufferedReader lines = group.leader().inputReader()) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.equals(LostLine.TEXT)) {
          losses.add(System.nanoTime());
        }
      }
    } catch (IOException e) {
      // It was ended.
    }
  }

  /** The contestant's name, also of its stream. */
  String name() {
    return contestant.name();
  }

  /** Who is at work. */
  Contestant contestant() {
    return contestant;
  }

  /** Whether its process runs. */
  boolean isAlive() {
    return group.leader().isAlive();
  }

  /** When it first lost its connection in that span of {@link System#nanoTime()}, if it did. */
  OptionalLong lostBetween(long from, long to) {
    return losses.stream().mapToLong(Long::longValue).filter(t -> t >= from && t <= to).findFirst();
  }

  @Override
  public void close() throws IOException {
    group.close();
  }
}
