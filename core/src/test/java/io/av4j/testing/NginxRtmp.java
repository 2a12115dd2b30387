package io.av4j.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An nginx with its RTMP module, of one process, in a folder of its own. It can be killed, started
 * again on the same port, frozen and thawed.
 *
 * <p>Where it is not installed the test is skipped and says so; with {@code CI=true} or {@code
 * AV4J_REQUIRE_NGINX=true} in the environment it fails. On Debian: {@code apt-get install nginx
 * libnginx-mod-rtmp}.
 */
public final class NginxRtmp implements AutoCloseable {
  private static final List<String> PROGRAMS =
      List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/nginx/sbin/nginx");
  private static final List<String> MODULES =
      List.of(
          "/usr/lib/nginx/modules/ngx_rtmp_module.so",
          "/usr/lib64/nginx/modules/ngx_rtmp_module.so",
          "/usr/local/nginx/modules/ngx_rtmp_module.so");
  private static final Duration DROP_IDLE = Duration.ofSeconds(3);
  private static final int PATIENCE_MILLIS = 1000;
  private static final Pattern STREAM = Pattern.compile("(?s)<stream>(.*?)</stream>");
  private static final Pattern NAME = Pattern.compile("<name>(.*?)</name>");
  private static final Pattern BYTES = Pattern.compile("<bytes_in>(\\d+)</bytes_in>");

  private final Path folder;
  private final List<String> command;
  private final String host;
  private final int port;
  private final int httpPort;
  private Process process;

  private NginxRtmp(Path folder, List<String> command, String host, int port, int httpPort)
      throws IOException {
    this.folder = folder;
    this.command = command;
    this.host = host;
    this.port = port;
    this.httpPort = httpPort;
    this.process = launch();
  }

  /**
   * Starts a server on this machine that keeps its files in the folder, or ends the test. A
   * publisher that sends nothing for three seconds is dropped.
   */
  public static NginxRtmp start(Path folder) throws IOException {
    return start(folder, DROP_IDLE);
  }

  /**
   * Starts a server on this machine, or ends the test.
   *
   * @param dropIdle after which time without media it drops a publisher, zero for never
   */
  public static NginxRtmp start(Path folder, Duration dropIdle) throws IOException {
    return start(folder, dropIdle, LoopbackPort.ADDRESS.getHostAddress(), List.of());
  }

  /** Starts a server on the other side of the link, or ends the test. */
  public static NginxRtmp start(Path folder, Duration dropIdle, NetworkNamespace inside)
      throws IOException {
    return start(folder, dropIdle, NetworkNamespace.ADDRESS, inside.command(List.of()));
  }

  private static NginxRtmp start(Path folder, Duration dropIdle, String host, List<String> prefix)
      throws IOException {
    Path program = installed(PROGRAMS, "nginx");
    Path module = installed(MODULES, "nginx's RTMP module");
    int port = LoopbackPort.free();
    int httpPort = LoopbackPort.free();
    String text = config(folder, module, dropIdle, host + ":" + port, host + ":" + httpPort);
    Path config = Files.writeString(folder.resolve("nginx.conf"), text);
    List<String> command =
        Stream.concat(
                prefix.stream(),
                Stream.of(program, "-p", folder, "-c", config, "-e", errorLog(folder))
                    .map(Object::toString))
            .toList();
    return new NginxRtmp(folder, command, host, port, httpPort);
  }

  /** Ends the test where it is not installed. */
  public static void require() {
    installed(PROGRAMS, "nginx");
    installed(MODULES, "nginx's RTMP module");
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

  /** One process in the foreground, of the user who started it, ended with it. */
  private static String config(
      Path folder, Path module, Duration dropIdle, String listen, String httpListen) {
    String drop = dropIdle.isZero() ? "" : "drop_idle_publisher " + dropIdle.toMillis() + "ms;";
    return """
        daemon off;
        master_process off;
        load_module %s;
        pid %s/nginx.pid;
        error_log %s info;
        events { worker_connections 512; }
        rtmp {
          access_log off;
          server {
            listen %s;
            chunk_size 4096;
            application live {
              live on;
              %s
              publish_notify on;
            }
          }
        }
        http {
          access_log off;
          client_body_temp_path %3$s.body;
          proxy_temp_path %3$s.proxy;
          fastcgi_temp_path %3$s.fastcgi;
          uwsgi_temp_path %3$s.uwsgi;
          scgi_temp_path %3$s.scgi;
          server {
            listen %6$s;
            location /stat { rtmp_stat all; }
            location /control { rtmp_control all; }
          }
        }
        """
        .formatted(module, folder, errorLog(folder), listen, drop, httpListen);
  }

  private static Path errorLog(Path folder) {
    return folder.resolve("error.log");
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(errorLog(folder));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    try {
      await("no connection is accepted", this::accepts);
      return process;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** The host that it listens on. */
  public String host() {
    return host;
  }

  /** The port for RTMP. */
  public int port() {
    return port;
  }

  /** The address of a stream of that name. */
  public String url(String stream) {
    return "rtmp://" + host + ":" + port + "/live/" + stream;
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again on the same port, after {@link #kill()}; it accepts when this returns. */
  public void restart() throws IOException {
    process = launch();
  }

  /** Stops it where it is: connections stay, new ones are accepted by the system alone. */
  public void freeze() {
    signal("STOP");
    await("not frozen", () -> processState() == 'T');
  }

  /** Lets it go on after {@link #freeze()}. */
  public void thaw() {
    signal("CONT");
    await("still frozen", () -> processState() != 'T');
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted while sending SIG" + name);
    }
  }

  /** The letter of proc(5). */
  private char processState() {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The names of the streams that have a publisher now, with the bytes got for them since they
   * began; a publisher that is lost counts until the server has noticed.
   */
  public Map<String, Long> publishers() {
    Map<String, Long> found = new TreeMap<>();
    Matcher streams = STREAM.matcher(get("/stat"));
    while (streams.find()) {
      String stream = streams.group(1);
      if (stream.contains("<publishing/>")) {
        found.put(first(NAME, stream), Long.valueOf(first(BYTES, stream)));
      }
    }
    return found;
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : fail(pattern + " is not in " + text);
  }

  /** Waits until the stream has a publisher. */
  public void awaitPublisher(String stream) {
    await("no publisher of " + stream, () -> publishers().containsKey(stream));
  }

  /** Throws the publisher of the stream out. */
  public void dropPublisher(String stream) {
    get("/control/drop/publisher?app=live&name=" + stream);
  }

  private String get(String path) {
    try {
      URLConnection connection =
          URI.create("http://" + host + ":" + httpPort + path).toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until a player of the stream is one of those that get its packets.
   *
   * <p>The server notes the command before it makes the player a subscriber, but does both before
   * it looks at another connection; so a publisher that connects from now on loses nothing.
   */
  public void awaitPlayer(String stream) {
    await("no player of " + stream, () -> log().contains("play: name='" + stream + "'"));
  }

  private void await(String problem, BooleanSupplier condition) {
    Await.until(
        () -> !process.isAlive() || condition.getAsBoolean(),
        () -> "nginx: " + problem + "\n" + log());
    if (!process.isAlive()) {
      fail("nginx has ended\n" + log());
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the server said since its start. */
  public String log() {
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

  private void awaitEnd() {
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      // One that is frozen would not hear of its end.
      signal("CONT");
    }
    process.destroy();
    awaitEnd();
  }
}
