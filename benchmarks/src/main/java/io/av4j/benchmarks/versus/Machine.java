package io.av4j.benchmarks.versus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the figures were measured on and with. */
final class Machine {
  private static final double KIBIBYTES_A_GIBIBYTE = 1 << 20;

  private Machine() {}

  /** One line: processor, memory, system, JVM and versions. */
  static String describe() throws IOException {
    Properties versions = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("/versions.properties")) {
      versions.load(in);
    }
    double gibibytes =
        Double.parseDouble(first("/proc/meminfo", "MemTotal:\\s+(\\d+)")) / KIBIBYTES_A_GIBIBYTE;
    return "%s, %d cores, %.0f GiB; Linux %s; %s %s; FFmpeg presets %s; JavaCV %s"
        .formatted(
            first("/proc/cpuinfo", "model name\\s*: (.*)"),
            Runtime.getRuntime().availableProcessors(),
            gibibytes,
            System.getProperty("os.version"),
            System.getProperty("java.vm.name"),
            Runtime.version(),
            versions.getProperty("presets"),
            versions.getProperty("javacv"));
  }

  private static String first(String file, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
    return matcher.find() ? matcher.group(1) : "0";
  }
}
