package io.av4j.examples;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * An nginx with its RTMP module, on a free loopback port, in a folder of its own.
 *
 * <p>Where it is not installed the test is skipped and says so; with {@code CI=true} or {@code
 * AV4J_REQUIRE_NGINX=true} in the environment it fails. On Debian: {@code apt-get install nginx
 * libnginx-mod-rtmp}.
 */
final class NginxRtmp implements AutoCloseable {
  private static final List<String> PROGRAMS =
      List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/nginx/sbin/nginx");
  private static final List<String> MODULES =
      List.of(
          "/usr/lib/nginx/modules/ngx_rtmp_module.so",
          "/usr/lib64/nginx/modules/ngx_rtmp_module.so",
          "/usr/local/nginx/modules/ngx_rtmp_module.so");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Path folder;
  private final int port;
  private final Process process;

  private NginxRtmp(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Starts a server that keeps its files in the folder, or ends the test. */
  static NginxRtmp start(Path folder) throws IOException {
    Path program = installed(PROGRAMS, "nginx");
    Path module = installed(MODULES, "nginx's RTMP module");
    int port = freePort();
    Path config = Files.writeString(folder.resolve("nginx.conf"), config(folder, module, port));
    Process process =
        new ProcessBuilder(
                program.toString(),
                "-p",
                folder.toString(),
                "-c",
                config.toString(),
                "-e",
                errorLog(folder).toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    NginxRtmp nginx = new NginxRtmp(folder, port, process);
    try {
      nginx.await("no connection is accepted", nginx::accepts);
      return nginx;
    } catch (RuntimeException | Error e) {
      nginx.close();
      throw e;
    }
  }

  private static Path installed(List<String> places, String what) {
    Optional<Path> found = places.stream().map(Path::of).filter(Files::exists).findFirst();
    if (found.isPresent()) {
      return found.get();
    }
    String message = what + " is not installed, none of " + places;
    boolean required =
        "true".equals(System.getenv("CI")) || "true".equals(System.getenv("AV4J_REQUIRE_NGINX"));
    return required ? fail(message) : abort(message);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /** One process in the foreground, of the user who started it, ended with it. */
  private static String config(Path folder, Path module, int port) {
    return """
        daemon off;
        master_process off;
        load_module %s;
        pid %s;
        error_log %s info;
        events { worker_connections 64; }
        rtmp {
          access_log off;
          server {
            listen 127.0.0.1:%d;
            chunk_size 4096;
            application live {
              live on;
              drop_idle_publisher 3s;
              publish_notify on;
            }
          }
        }
        """
        .formatted(module, folder.resolve("nginx.pid"), errorLog(folder), port);
  }

  private static Path errorLog(Path folder) {
    return folder.resolve("error.log");
  }

  /** The address of a stream of that name. */
  String url(String stream) {
    return "rtmp://127.0.0.1:" + port + "/live/" + stream;
  }

  /**
   * Waits until a player of the stream is one of those that get its packets.
   *
   * <p>The server notes the command before it makes the player a subscriber, but does both before
   * it looks at another connection; so a publisher that connects from now on loses nothing.
   */
  void awaitPlayer(String stream) {
    await("no player of " + stream, () -> log().contains("play: name='" + stream + "'"));
  }

  private void await(String problem, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        fail("nginx: " + problem + "\n" + log());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("interrupted while waiting for nginx");
      }
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the server said so far. */
  String log() {
    try (Stream<Path> files =
        Stream.of(folder.resolve("nginx.out"), errorLog(folder)).filter(Files::exists)) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.toList()) {
        text.append(Files.readString(file));
      }
      return text.toString();
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
