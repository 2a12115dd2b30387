package io.av4j.container;

import io.av4j.UnsupportedMediaException;
import io.av4j.log.Redactor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
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
    if (!scheme.equals("file") && PIPE.matcher(url).find()) {
      throw new UnsupportedMediaException(
          shown + ": reading or writing a pipe cannot be ended from outside");
    }
    if (scheme.equals("file")) {
      Path file = file();
      if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
        throw new UnsupportedMediaException(
            shown
                + " is a pipe or device, which cannot be ended from outside; only plain files are read");
      }
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
