package io.av4j.internal;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of the errors that a network or a disk gives, by the numbers of this platform's {@code
 * errno.h}. FFmpeg passes the numbers on as they are, and has names for its own codes alone.
 */
final class Errno {
  private static final Map<Integer, String> LINUX =
      Map.ofEntries(
          Map.entry(4, "EINTR"),
          Map.entry(9, "EBADF"),
          Map.entry(17, "EEXIST"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(21, "EISDIR"),
          Map.entry(24, "EMFILE"),
          Map.entry(27, "EFBIG"),
          Map.entry(30, "EROFS"),
          Map.entry(71, "EPROTO"),
          Map.entry(95, "EOPNOTSUPP"),
          Map.entry(98, "EADDRINUSE"),
          Map.entry(99, "EADDRNOTAVAIL"),
          Map.entry(100, "ENETDOWN"),
          Map.entry(101, "ENETUNREACH"),
          Map.entry(103, "ECONNABORTED"),
          Map.entry(104, "ECONNRESET"),
          Map.entry(105, "ENOBUFS"),
          Map.entry(107, "ENOTCONN"),
          Map.entry(110, "ETIMEDOUT"),
          Map.entry(111, "ECONNREFUSED"),
          Map.entry(112, "EHOSTDOWN"),
          Map.entry(113, "EHOSTUNREACH"),
          Map.entry(122, "EDQUOT"));

  private static final Map<Integer, String> MACOS =
      Map.ofEntries(
          Map.entry(4, "EINTR"),
          Map.entry(9, "EBADF"),
          Map.entry(17, "EEXIST"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(21, "EISDIR"),
          Map.entry(24, "EMFILE"),
          Map.entry(27, "EFBIG"),
          Map.entry(30, "EROFS"),
          Map.entry(48, "EADDRINUSE"),
          Map.entry(49, "EADDRNOTAVAIL"),
          Map.entry(50, "ENETDOWN"),
          Map.entry(51, "ENETUNREACH"),
          Map.entry(53, "ECONNABORTED"),
          Map.entry(54, "ECONNRESET"),
          Map.entry(57, "ENOTCONN"),
          Map.entry(60, "ETIMEDOUT"),
          Map.entry(61, "ECONNREFUSED"),
          Map.entry(64, "EHOSTDOWN"),
          Map.entry(65, "EHOSTUNREACH"));

  // What FFmpeg makes of Winsock's errors (ff_neterrno) are the numbers of the C runtime.
  private static final Map<Integer, String> WINDOWS =
      Map.ofEntries(
          Map.entry(4, "EINTR"),
          Map.entry(9, "EBADF"),
          Map.entry(17, "EEXIST"),
          Map.entry(20, "ENOTDIR"),
          Map.entry(21, "EISDIR"),
          Map.entry(24, "EMFILE"),
          Map.entry(27, "EFBIG"),
          Map.entry(30, "EROFS"),
          Map.entry(100, "EADDRINUSE"),
          Map.entry(107, "ECONNREFUSED"),
          Map.entry(108, "ECONNRESET"),
          Map.entry(110, "EHOSTUNREACH"),
          Map.entry(118, "ENETUNREACH"),
          Map.entry(138, "ETIMEDOUT"));

  private static final Map<Integer, String> NAMES =
      of(System.getProperty("os.name", "").toLowerCase(Locale.ROOT));

  private Errno() {}

  private static Map<Integer, String> of(String system) {
    if (system.contains("win")) {
      return WINDOWS;
    }
    return system.contains("mac") ? MACOS : LINUX;
  }

  /** The positive error number of that name on this platform, or 0 where it is not known. */
  static int number(String name) {
    return NAMES.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .mapToInt(Map.Entry::getKey)
        .findFirst()
        .orElse(0);
  }

  /** The name of a positive error number, or null where it is not known. */
  static @Nullable String name(int number) {
    return NAMES.get(number);
  }
}
