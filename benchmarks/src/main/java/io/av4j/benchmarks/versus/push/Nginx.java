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

/** An nginx with its RTMP module on a free loopback port: takes the pushes and drops them. */
final class Nginx implements AutoCloseable {
  private static final String PROGRAM = "/usr/sbin/nginx";
  private static final String MODULE = "/usr/lib/nginx/modules/ngx_rtmp_module.so";
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server with its files in that folder. */
  static Nginx start(Path folder) throws IOException, InterruptedException {
    if (!Files.exists(Path.of(PROGRAM)) || !Files.exists(Path.of(MODULE))) {
      throw new IOException("Debian's packages nginx and libnginx-mod-rtmp are not installed");
    }
    Files.createDirectories(folder);
    int port = freePort();
    Path config = Files.writeString(folder.resolve("nginx.conf"), config(folder, port));
    Process process =
        new ProcessBuilder(
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
    Nginx nginx = new Nginx(process, port);
    long start = System.nanoTime();
    while (!nginx.accepts()) {
      if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
        nginx.close();
        throw new IOException("nginx does not start, see " + folder);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return nginx;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static String config(Path folder, int port) {
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
            }
          }
        }
        """
        .formatted(MODULE, folder.resolve("nginx.pid"), port);
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

  @Override
  public void close() {
    Ended.end(List.of(process));
  }
}
