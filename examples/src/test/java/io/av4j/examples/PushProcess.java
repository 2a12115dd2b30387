package io.av4j.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.av4j.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Push in a process of its own, as a user starts it, with JSON to be read from it. */
final class PushProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Thread reader;
  private final List<JsonNode> lines = new ArrayList<>();

  private PushProcess(Process process) {
    this.process = process;
    reader = new Thread(this::read, "push-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it with these arguments and {@code --progress=json}. */
  static PushProcess start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.av4j.examples.Push",
                "--progress=json"));
    command.addAll(List.of(arguments));
    return new PushProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(JSON.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many objects it has printed. */
  int count() {
    synchronized (lines) {
      return lines.size();
    }
  }

  /** The last object. */
  JsonNode last() {
    synchronized (lines) {
      return lines.isEmpty() ? JSON.createObjectNode() : lines.get(lines.size() - 1);
    }
  }

  /** The first destination, as last told. */
  JsonNode destination() {
    return last().path("destinations").path(0);
  }

  /** Whether the first destination was live when last told. */
  boolean isLive() {
    String state = destination().path("state").asText();
    return state.equals("LIVE") || state.equals("CONGESTED");
  }

  /** Waits until so many objects are there. */
  void awaitCount(int wanted) {
    Await.until(() -> count() >= wanted, () -> last().toString());
  }

  /** Sends what Ctrl-C does, and waits for the end; the exit code. */
  int interrupt() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + last());
    }
    reader.join(5_000);
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
