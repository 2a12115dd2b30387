package io.av4j.container;

import io.av4j.UnsupportedMediaException;
import io.av4j.log.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an input or output is: the URL that FFmpeg gets, what people may see of it, and what is
 * known to go wrong with its protocol.
 *
 * @param url for FFmpeg, with its secrets
 * @param shown for messages, without
 * @param scheme in lower case; {@code file} for a path
 */
record Location(String url, String shown, String scheme) {

  /** A pipe, also inside protocols such as {@code async:} and {@code concat:}. */
  private static final Pattern PIPE = Pattern.compile("(?i)(?:^|[^a-z0-9])(?:pipe|fd):");

  /** What FFmpeg puts around another URL, or several with bars between them. */
  private static final Pattern AROUND = Pattern.compile("(?is)(concat|async|cache|crypto):(.*)");

  /** Lists of files, which nobody looks into, and an old way to HLS. */
  private static final Pattern OPAQUE = Pattern.compile("(?i)(?:concatf:|hls\\+).*");

  /** Keeps playlists and the like from opening one. */
  static final String BLACKLIST_OPTION = "protocol_blacklist";

  static final String BLACKLIST = "pipe,fd";

  static Location of(Path path) {
    String absolute = path.toAbsolutePath().toString();
    // The prefix keeps a name with a colon in it from looking like a protocol.
    return new Location("file:" + absolute, path.toString(), "file");
  }

  static Location of(String url) {
    if (url.isBlank() || url.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("not a URL or a file name");
    }
    int colon = url.indexOf(':');
    boolean hasScheme = colon > 1 && url.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*");
    String scheme = hasScheme ? url.substring(0, colon).toLowerCase(Locale.ROOT) : "file";
    if (!hasScheme || scheme.equals("file")) {
      return of(path(hasScheme ? url.substring(colon + 1).replaceFirst("^//(?=/)", "") : url));
    }
    Redactor.learn(url);
    return new Location(url, Redactor.redact(url), scheme);
  }

  /** Of an output that goes to the program itself. */
  static Location sink(String format) {
    return new Location("", "a sink of " + format, "sink");
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("not a file name: " + e.getReason(), e);
    }
  }

  boolean isRtmp() {
    return scheme.startsWith("rtmp");
  }

  /** The muxer that the scheme stands for, where the name's ending says nothing; null for none. */
  @Nullable String muxer() {
    return switch (scheme) {
      case "rtmp", "rtmps", "rtmpt", "rtmpts", "rtmpe", "rtmpte" -> "flv";
      case "srt", "udp" -> "mpegts";
      case "rtsp" -> "rtsp";
      default -> null;
    };
  }

  private Path file() {
    return Path.of(url.substring("file:".length()));
  }

  /**
   * Refuses what could block for ever without FFmpeg asking whether to go on, and options that mean
   * something else than they seem to.
   */
  void checkInput(Map<String, String> options) {
    options.forEach(Redactor::learn);
    refusePipes();
    boolean listens = options.containsKey("listen") || options.containsKey("rtmp_listen");
    if (isRtmp() && options.containsKey("timeout") && !listens) {
      throw new IllegalArgumentException(
          "the option timeout makes RTMP listen for a client; use openTimeout and readTimeout");
    }
  }

  void checkOutput(Map<String, String> options) {
    options.forEach(Redactor::learn);
    refusePipes();
    if (!isRtmp()) {
      return;
    }
    for (String option : new String[] {"timeout", "listen", "rtmp_listen"}) {
      if (options.containsKey(option)) {
        throw new IllegalArgumentException(
            "the option "
                + option
                + " turns an RTMP output into a server that waits for a client; "
                + "use openTimeout and writeTimeout");
      }
    }
  }

  private void refusePipes() {
    if (OPAQUE.matcher(url).matches()) {
      throw new UnsupportedMediaException(
          shown + ": what it opens cannot be bounded; open that itself");
    }
    if (!scheme.equals("file") && PIPE.matcher(url).find()) {
      throw new UnsupportedMediaException(
          shown + ": reading or writing a pipe cannot be ended from outside");
    }
    if (scheme.equals("file")) {
      requirePlain(file());
    }
    for (String inner : inner(url)) {
      requirePlain(path(inner));
    }
  }

  /** Refuses, of what is opened by what was opened, what cannot be ended from outside. */
  void checkNested() {
    refusePipes();
  }

  /** The files that FFmpeg's protocols around other protocols would open. */
  private static List<String> inner(String url) {
    Matcher around = AROUND.matcher(url);
    if (!around.matches()) {
      return List.of();
    }
    List<String> files = new ArrayList<>();
    for (String one : around.group(2).split("\\|", -1)) {
      Matcher again = AROUND.matcher(one);
      if (again.matches()) {
        files.addAll(inner(one));
      } else if (one.startsWith("file:") || !one.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
        files.add(one.replaceFirst("^file:(?://(?=/))?", ""));
      }
    }
    return files;
  }

  private void requirePlain(Path file) {
    boolean strange = Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    if (strange || isOfTheKernel(file)) {
      throw new UnsupportedMediaException(
          shown
              + " is a pipe or device, which cannot be ended from outside; only plain files are read");
    }
  }

  /** Files that look plain there may wait for ever, as {@code /proc/kmsg} does. */
  private static boolean isOfTheKernel(Path file) {
    try {
      Path real = file.toRealPath();
      return real.startsWith("/proc") || real.startsWith("/sys");
    } catch (IOException e) {
      return false;
    }
  }

  /** The host, an IPv6 address in its brackets; empty where the URL has none. */
  String host() {
    int start = url.indexOf("://");
    if (scheme.equals("file") || start < 0) {
      return "";
    }
    String authority = url.substring(start + 3).split("[/?#]", 2)[0];
    String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
    return hostAndPort.startsWith("[")
        ? hostAndPort.substring(0, hostAndPort.indexOf(']') + 1)
        : hostAndPort.split(":", 2)[0];
  }

  /** The host to look up first, or null where there is none or it is an address. */
  @Nullable String hostName() {
    String host = host();
    return host.isEmpty() || host.startsWith("[") || host.matches("[0-9.]+") ? null : host;
  }

  @Override
  public String toString() {
    return shown;
  }
}
