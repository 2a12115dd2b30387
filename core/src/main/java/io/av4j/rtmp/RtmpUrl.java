package io.av4j.rtmp;

import io.av4j.log.Redactor;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to publish: {@code rtmp[s]://[user:password@]host[:port]/app[/instance]/key}. The parts are
 * told apart as FFmpeg's {@code rtmpproto.c} does it, but for a slash in the key's query, which is
 * the query's.
 *
 * @param tls whether it goes through TLS ({@code rtmps})
 * @param user for servers that ask for a name and a password; else empty
 * @param password a secret
 * @param host a name, or an address without brackets
 * @param port 1935, or 443 through TLS, where the URL has none
 * @param app the application, with its instance where there is one
 * @param key the name of the stream, with what follows it; a secret
 */
public record RtmpUrl(
    boolean tls, String user, String password, String host, int port, String app, String key) {
  private static final int USUAL_PORT = 1935;
  private static final int TLS_PORT = 443;
  private static final Pattern FORM =
      Pattern.compile(
          "(?i)rtmp(s?)://(?:([^/?#@\\s]*)@)?(\\[[0-9a-f:.]+]|[^/?#:@\\[\\]\\s]+)(?::([0-9]{1,5}))?(?:/(\\S*))?");

  /**
   * The parts of a URL, or null where it is none of RTMP's simple form: another scheme, or no host.
   */
  public static @Nullable RtmpUrl of(String url) {
    Matcher matcher = FORM.matcher(url);
    if (!matcher.matches()) {
      return null;
    }
    boolean tls = !matcher.group(1).isEmpty();
    String account = Objects.requireNonNullElse(matcher.group(2), "");
    int colon = account.indexOf(':');
    String host = matcher.group(3).toLowerCase(Locale.ROOT);
    int port =
        matcher.group(4) == null
            ? (tls ? TLS_PORT : USUAL_PORT)
            : Integer.parseInt(matcher.group(4));
    if (port < 1 || port > 0xFFFF) {
      return null;
    }
    String path = Objects.requireNonNullElse(matcher.group(5), "");
    int app = endOfApp(path);
    String key = app < path.length() ? path.substring(app + 1) : "";
    return new RtmpUrl(
        tls,
        colon < 0 ? account : account.substring(0, colon),
        colon < 0 ? "" : account.substring(colon + 1),
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port,
        path.substring(0, app),
        key(key));
  }

  /** The slash behind the application: the second one, unless a colon says that it is the key's. */
  private static int endOfApp(String path) {
    int first = path.indexOf('/');
    if (first < 0) {
      return path.length();
    }
    int second = path.indexOf('/', first + 1);
    return second < 0
            || isBetween(first, path.indexOf(':', first), second)
            || isBetween(first, path.indexOf('?', first), second)
        ? first
        : second;
  }

  private static boolean isBetween(int first, int place, int last) {
    return first < place && place < last;
  }

  /** The name under which servers look for files of these kinds. */
  private static String key(String name) {
    boolean bare = name.indexOf(':') < 0;
    if (bare && (name.endsWith(".mp4") || name.endsWith(".f4v"))) {
      return "mp4:" + name;
    }
    return name.endsWith(".flv") ? name.substring(0, name.length() - ".flv".length()) : name;
  }

  /** This URL with other parts where they are given. */
  public RtmpUrl with(@Nullable String otherApp, @Nullable String otherKey) {
    return new RtmpUrl(
        tls,
        user,
        password,
        host,
        port,
        Objects.requireNonNullElse(otherApp, app),
        Objects.requireNonNullElse(otherKey, key));
  }

  /**
   * Where a server has sent us; the name, the password and the key stay.
   *
   * @return null where that is no such URL, or one without the TLS that this has
   */
  @Nullable RtmpUrl redirected(String target) {
    RtmpUrl there = of(target);
    if (there == null || (tls && !there.tls)) {
      return null;
    }
    return new RtmpUrl(
        there.tls,
        user,
        password,
        there.host,
        there.port,
        there.app.isEmpty() ? app : there.app,
        key);
  }

  /** The application's own URL ({@code tcUrl}). */
  public String tcUrl() {
    return server() + app;
  }

  private String server() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return (tls ? "rtmps://" : "rtmp://") + shown + ":" + port + "/";
  }

  /** Without the key, and without what may be secret in the application. */
  @Override
  public String toString() {
    return Redactor.redact(server() + app + "/" + key);
  }
}
