package io.av4j.log;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what av4j shows: user names and passwords, tokens in queries, stream keys.
 *
 * <p>Two ways together: the shape of URLs, headers and named values, and the very secrets of the
 * URLs and options that were opened, which FFmpeg also prints without anything around them.
 * Thread-safe.
 */
public final class Redactor {
  /** What stands in the place of a secret. */
  public static final String MASK = "***";

  private static final int SHORTEST_SECRET = 3;
  // A shorter one may also be part of an ordinary word, and is only masked where it stands alone.
  private static final int SHORTEST_INSIDE = 12;
  private static final int MOST_SECRETS = 4096;

  private static final Pattern URL =
      Pattern.compile("\\b([a-zA-Z][a-zA-Z0-9+.-]*)://([^\\s'\"<>]*)");
  private static final Pattern VALUE = Pattern.compile("([^=&;]{1,64})=([^&;]*)");
  private static final String SECRET_NAME =
      "[a-z0-9_-]*(?:passw(?:or)?d|passphrase|secret|token|signature|streamid|playpath"
          + "|(?:auth|api|access|decryption|encryption|private|stream)[_-]?key)";
  private static final Pattern NAMED =
      Pattern.compile("(?i)\\b((?:" + SECRET_NAME + "|fname)\\s*[=:]\\s*)([^\\s,;&'\"]+)");
  private static final Pattern HEADER =
      Pattern.compile(
          "(?i)\\b((?:proxy-)?authorization|(?:set-)?cookies?)(\\s*[=:]\\s*)[^\\r\\n]*");
  private static final Pattern RTMP_PATH =
      Pattern.compile("(?i)\\b(proto = rtmp\\w*, path = )[^\\s,]*");
  private static final Pattern SECRET_OPTION =
      Pattern.compile("(?i)" + SECRET_NAME + "|.*key|key_?hex|rtmp_conn|cookies?");
  private static final Pattern HEADER_VALUE = Pattern.compile("(?m):\\s*(?:\\w+\\s+)?(\\S+)\\s*$");

  private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();
  // The same, the one that was used longest ago first. Under the lock of the class.
  private static final Set<String> BY_AGE = new LinkedHashSet<>();

  private Redactor() {}

  /** The text without the secrets that stand in it. */
  public static String redact(String text) {
    String out = text;
    if (out.contains("://")) {
      out = URL.matcher(out).replaceAll(m -> Matcher.quoteReplacement(redactUrl(m)));
    }
    if (out.indexOf('=') >= 0 || out.indexOf(':') >= 0) {
      out = HEADER.matcher(out).replaceAll("$1$2" + MASK);
      out = RTMP_PATH.matcher(out).replaceAll("$1" + MASK);
      out = NAMED.matcher(out).replaceAll("$1" + MASK);
    }
    for (String secret : SECRETS) {
      if (out.contains(secret)) {
        out = mask(out, secret);
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
    Parts parts = Parts.of(url.substring(scheme + 3));
    if (!parts.user.isEmpty()) {
      int colon = parts.user.indexOf(':');
      remember(colon < 0 ? parts.user : parts.user.substring(colon + 1));
      // What HTTP sends for them.
      for (String user : new String[] {parts.user, decoded(parts.user)}) {
        byte[] bytes = user.getBytes(StandardCharsets.UTF_8);
        remember(Base64.getEncoder().encodeToString(bytes));
      }
    }
    Matcher value = VALUE.matcher(parts.query);
    while (value.find()) {
      remember(value.group(2));
    }
    if (hasStreamKey(url.substring(0, scheme))) {
      remember(parts.path.substring(parts.keyStart()).replaceAll("/+$", ""));
    }
  }

  /** Remembers the secrets inside an FFmpeg option, such as {@code headers} or a password. */
  public static void learn(String option, String value) {
    if (option.equals("headers")) {
      Matcher header = HEADER_VALUE.matcher(value);
      while (header.find()) {
        remember(header.group(1));
      }
    } else if (SECRET_OPTION.matcher(option).matches()) {
      remember(value);
    } else {
      learn(value);
    }
  }

  private static void remember(String secret) {
    if (secret.length() >= SHORTEST_SECRET) {
      keep(secret);
      String decoded = decoded(secret);
      if (decoded.length() >= SHORTEST_SECRET) {
        keep(decoded);
      }
    }
  }

  /**
   * Growth is bounded: where a program opens URLs with ever new tokens, the one that was used
   * longest ago is forgotten, and masked by its shape alone.
   */
  private static synchronized void keep(String secret) {
    BY_AGE.remove(secret);
    BY_AGE.add(secret);
    SECRETS.add(secret);
    if (BY_AGE.size() > MOST_SECRETS) {
      Iterator<String> oldest = BY_AGE.iterator();
      SECRETS.remove(oldest.next());
      oldest.remove();
    }
  }

  private static String mask(String text, String secret) {
    StringBuilder out = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, done)) {
      int end = at + secret.length();
      boolean alone = !isWord(text, at - 1) && !isWord(text, end);
      out.append(text, done, at);
      out.append(alone || secret.length() >= SHORTEST_INSIDE ? MASK : secret);
      done = end;
    }
    return out.append(text, done, text.length()).toString();
  }

  private static boolean isWord(String text, int index) {
    return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
  }

  /** With {@code %41} as {@code A}. */
  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (bytes[i] == '%' && high >= 0 && low >= 0) {
        bytes[length++] = (byte) (high * 16 + low);
        i += 2;
      } else {
        bytes[length++] = bytes[i];
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static boolean hasStreamKey(String scheme) {
    return scheme.toLowerCase(Locale.ROOT).startsWith("rtmp");
  }

  private static String redactUrl(MatchResult match) {
    String rest = match.group(2);
    int end = rest.length();
    while (end > 0 && ":,;.)]".indexOf(rest.charAt(end - 1)) >= 0) {
      end--;
    }
    Parts parts = Parts.of(rest.substring(0, end));
    String path = parts.path;
    if (hasStreamKey(match.group(1)) && parts.keyStart() < path.length()) {
      path = path.substring(0, parts.keyStart()) + MASK;
    }
    return match.group(1)
        + "://"
        + (parts.user.isEmpty() ? "" : MASK + "@")
        + parts.host
        + path
        + VALUE.matcher(parts.query).replaceAll("$1=" + MASK)
        + rest.substring(end);
  }

  /** A URL behind its {@code ://}; the query with its question mark. */
  private record Parts(String user, String host, String path, String query) {
    static Parts of(String rest) {
      int authorityEnd = first(rest, "/?#");
      String authority = rest.substring(0, authorityEnd);
      int at = authority.lastIndexOf('@');
      int question = rest.indexOf('?', authorityEnd);
      int pathEnd = question < 0 ? rest.length() : question;
      return new Parts(
          authority.substring(0, Math.max(0, at)),
          authority.substring(at + 1),
          rest.substring(authorityEnd, pathEnd),
          rest.substring(pathEnd));
    }

    private static int first(String text, String ends) {
      int i = 0;
      while (i < text.length() && ends.indexOf(text.charAt(i)) < 0) {
        i++;
      }
      return i;
    }

    /** Where the last segment of the path begins, if the path has two; else the path's end. */
    int keyStart() {
      int end = path.length();
      while (end > 0 && path.charAt(end - 1) == '/') {
        end--;
      }
      int slash = path.lastIndexOf('/', end - 1);
      return slash > 0 ? slash + 1 : path.length();
    }
  }
}
