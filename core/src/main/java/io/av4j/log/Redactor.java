package io.av4j.log;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what av4j shows: user names and passwords, tokens in queries, stream keys.
 *
 * <p>Two ways together: the shape of URLs, and the very secrets of the URLs that were opened, which
 * FFmpeg also prints without their URL around them. Thread-safe.
 */
public final class Redactor {
  /** What stands in the place of a secret. */
  public static final String MASK = "***";

  // A literal shorter than this would turn up inside ordinary words.
  private static final int SHORTEST_LITERAL = 5;
  private static final int MOST_LITERALS = 4096;

  private static final Pattern URL =
      Pattern.compile("\\b([a-zA-Z][a-zA-Z0-9+.-]*)://([^\\s'\"<>]*)");
  private static final Pattern QUERY_VALUE =
      Pattern.compile("([?&;][^=&;#\\s'\"]{1,64})=([^&;#\\s'\"]*)");
  private static final Pattern NAMED_SECRET =
      Pattern.compile(
          "(?i)\\b((?:[a-z_-]*(?:passw(?:or)?d|passphrase|secret|token|auth_?key|signature)|fname)\\s*[=:]\\s*)"
              + "([^\\s,;&'\"]+)");

  private static final Set<String> LITERALS = ConcurrentHashMap.newKeySet();

  private Redactor() {}

  /** The text without the secrets that stand in it. */
  public static String redact(String text) {
    String out = text;
    if (text.indexOf("://") >= 0) {
      Matcher url = URL.matcher(out);
      out = url.replaceAll(m -> Matcher.quoteReplacement(redactUrl(m.group(1), m.group(2))));
    }
    if (out.indexOf('=') >= 0 || out.indexOf(':') >= 0) {
      out = NAMED_SECRET.matcher(out).replaceAll("$1" + MASK);
    }
    for (String literal : LITERALS) {
      if (out.contains(literal)) {
        out = out.replace(literal, MASK);
      }
    }
    return out;
  }

  /**
   * Remembers the secrets inside a URL, so that they are masked wherever they turn up later. Cheap;
   * call it with every URL before it is opened.
   */
  public static void learn(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return;
    }
    String rest = url.substring(scheme + 3);
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      String user = authority.substring(0, at);
      int colon = user.indexOf(':');
      remember(colon < 0 ? user : user.substring(colon + 1));
    }
    Matcher query = QUERY_VALUE.matcher(rest);
    while (query.find()) {
      remember(query.group(2));
    }
    if (hasStreamKey(url.substring(0, scheme))) {
      remember(streamKey(rest));
    }
  }

  private static void remember(String secret) {
    // Growth is bounded: a program that opens URLs with ever new tokens still masks them by their
    // shape.
    if (secret.length() >= SHORTEST_LITERAL && LITERALS.size() < MOST_LITERALS) {
      LITERALS.add(secret);
    }
  }

  private static boolean hasStreamKey(String scheme) {
    return scheme.toLowerCase(java.util.Locale.ROOT).startsWith("rtmp");
  }

  private static String streamKey(String rest) {
    String path = rest.split("[?#]", 2)[0];
    int first = path.indexOf('/');
    int last = path.lastIndexOf('/');
    return last > first && first >= 0 ? path.substring(last + 1) : "";
  }

  private static String redactUrl(String scheme, String rest) {
    int slash = rest.indexOf('/');
    String authority = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash);
    int at = authority.lastIndexOf('@');
    if (at >= 0) {
      authority = MASK + authority.substring(at);
    }
    String query = "";
    int question = path.indexOf('?');
    if (question >= 0) {
      query = QUERY_VALUE.matcher(path.substring(question)).replaceAll("$1=" + MASK);
      path = path.substring(0, question);
    }
    int last = path.lastIndexOf('/');
    if (hasStreamKey(scheme) && last > 0 && last < path.length() - 1) {
      path = path.substring(0, last + 1) + MASK;
    }
    return scheme + "://" + authority + path + query;
  }

  /** A URI as text without its secrets. */
  public static String redact(URI uri) {
    return redact(uri.toString());
  }
}
