package io.av4j.benchmarks.versus.push;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An nginx with its RTMP module on a free loopback port: takes the pushes and drops them. It can be
 * killed, started again on the same port, and sent signals.
 */
public final class Nginx implements AutoCloseable {
  private static final String PROGRAM = "/usr/sbin/nginx";
  private static final String MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Path folder;
  private final int port = freePort();
  private final int statisticsPort = freePort();
  private final Path config;
  private Process process;

  private Nginx(Path folder, String directives) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.config = Files.writeString(folder.resolve("nginx.conf"), config(directives));
    this.process = launch();
  }

  /** Starts a server with its files in that folder. */
  static Nginx start(Path folder) throws IOException, InterruptedException {
    return start(folder, "");
  }

  /** Starts a server with its files in that folder, and more directives for its application. */
  public static Nginx start(Path folder, String directives)
      throws IOException, InterruptedException {
    if (!Files.exists(Path.of(PROGRAM)) || !Files.exists(Path.of(MODULE))) {
      throw new IOException("Debian's packages nginx and libnginx-mod-rtmp are not installed");
    }
    Nginx nginx = new Nginx(folder, directives);
    nginx.awaitAccepts();
    return nginx;
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            List.of(
                PROGRAM,
                "-p",
                folder.toString(),
                "-c",
                config.toString(),
                "-e",
                folder.resolve("error.log").toString()))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("nginx.out").toFile())
        .start();
  }

  private void awaitAccepts() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!accepts()) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
        close();
        throw new IOException("nginx does not start, see " + folder);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private String config(String directives) {
    return """
        daemon off;
        master_process off;
        load_module %s;
        pid %s;
        events { worker_connections 2048; }
        rtmp {
          access_log off;
          server {
            listen 127.0.0.1:%d;
            chunk_size 4096;
            application live {
              live on;
              publish_notify on;
              %s
            }
          }
        }
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
            location /stat { rtmp_stat all; }
          }
        }
        """
        .formatted(MODULE, folder.resolve("nginx.pid"), port, directives, statisticsPort);
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What a stream's number is appended to. */
  String prefix() {
    return "rtmp://127.0.0.1:" + port + "/live/push";
  }

  /** The port for RTMP. */
  public int port() {
    return port;
  }

  /** Where it tells of its streams. */
  public String statisticsUrl() {
    return "http://127.0.0.1:" + statisticsPort + "/stat";
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again, after {@link #kill()}; it accepts when this returns. */
  public void restart() throws IOException, InterruptedException {
    process = launch();
    awaitAccepts();
  }

  /** Sends it a signal by its name without SIG. */
  public void signal(String name) throws IOException, InterruptedException {
    List<String> command = List.of("sh", "-c", "kill -" + name + " " + process.pid());
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException("nginx does not take the signal " + name);
    }
  }

  @Override
  public void close() {
    Ended.end(List.of(process));
  }
}
