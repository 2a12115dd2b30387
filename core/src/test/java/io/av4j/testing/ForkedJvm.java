package io.av4j.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs {@link Scenario}s in a second JVM, so that one that crashes is a failed test with a name and
 * not a dead test run. After a crash the scenarios behind it run in a further JVM. What a scenario
 * prints is shown if it fails; its lines that begin with {@code =} are shown always.
 */
public final class ForkedJvm {
  private static final String STARTED = "@@started ";
  private static final String PASSED = "@@passed ";
  private static final String FAILED = "@@failed ";
  private static final int HUNG = 99;

  private ForkedJvm() {}

  /**
   * A test for each scenario, all of which run in one JVM as long as that one lives.
   *
   * @param type has a constructor without arguments and gives the scenarios by name, in order
   * @param each what one scenario may take
   * @param options of the JVM, beside its usual ones
   */
  public static Stream<DynamicTest> tests(
      Class<? extends Supplier<Map<String, Scenario>>> type, Duration each, String... options) {
    List<String> names = new ArrayList<>(instance(type.getName()).get().keySet());
    Map<String, String> outcomes = new LinkedHashMap<>();
    return names.stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      if (!outcomes.containsKey(name)) {
                        outcomes.putAll(
                            run(
                                type,
                                names.subList(names.indexOf(name), names.size()),
                                each,
                                options));
                      }
                      String outcome = outcomes.get(name);
                      if (!"".equals(outcome)) {
                        fail(outcome);
                      }
                    }));
  }

  private static Map<String, String> run(
      Class<?> type, List<String> names, Duration each, String... options)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("av4j-fork");
    Path log = folder.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(List.of(options));
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + folder.resolve("hs_err"));
    command.add("-Dav4j.leaks=trace");
    // What a crash leaves behind goes with the folder.
    command.add("-Djava.io.tmpdir=" + folder);
    System.getProperties()
        .forEach(
            (key, value) -> {
              if (key.toString().startsWith("av4j.") && !key.equals("av4j.leaks")) {
                command.add("-D" + key + "=" + value);
              }
            });
    command.add(ForkedJvm.class.getName());
    command.add(type.getName());
    command.add(Long.toString(each.toMillis()));
    command.addAll(names);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    try {
      process.waitFor(each.toMillis() * names.size() + 30_000, TimeUnit.MILLISECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
    Map<String, String> outcomes =
        outcomes(
            Files.readString(log, StandardCharsets.UTF_8) + crash(folder.resolve("hs_err")),
            process.exitValue());
    delete(folder);
    return outcomes;
  }

  /** Where a JVM crashed, of its error file. */
  private static String crash(Path errorFile) throws IOException {
    if (!Files.exists(errorFile)) {
      return "";
    }
    String text = Files.readString(errorFile, StandardCharsets.ISO_8859_1);
    int stack = text.indexOf("Native frames:");
    return stack < 0 ? "" : text.substring(stack, Math.min(text.length(), stack + 4000));
  }

  private static Map<String, String> outcomes(String output, int exitCode) {
    Map<String, String> outcomes = new LinkedHashMap<>();
    String running = null;
    StringBuilder told = new StringBuilder();
    for (String line : output.split("\n", -1)) {
      if (line.startsWith(STARTED)) {
        running = line.substring(STARTED.length());
        told.setLength(0);
      } else if (line.startsWith(PASSED)) {
        outcomes.put(line.substring(PASSED.length()), "");
        told.toString()
            .lines()
            .filter(summary -> summary.startsWith("= "))
            .forEach(System.out::println);
        running = null;
      } else if (line.startsWith(FAILED)) {
        outcomes.put(line.substring(FAILED.length()), tail(told));
        running = null;
      } else {
        told.append(line).append('\n');
      }
    }
    if (running != null) {
      String how = exitCode == HUNG ? "hung" : "ended its JVM with exit code " + exitCode;
      outcomes.put(running, running + " " + how + "\n" + tail(told));
    } else if (exitCode != 0) {
      throw new AssertionError("the JVM ended with exit code " + exitCode + "\n" + tail(told));
    }
    return outcomes;
  }

  private static String tail(StringBuilder text) {
    return text.substring(Math.max(0, text.length() - 6000));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  /** In the second JVM: the class of the scenarios, the milliseconds for each, their names. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    Map<String, Scenario> scenarios = instance(args[0]).get();
    long each = Long.parseLong(args[1]);
    AtomicReference<String> finished = new AtomicReference<>("");
    for (int i = 2; i < args.length; i++) {
      String name = args[i];
      out.println(STARTED + name);
      Thread watch = watch(name, each, finished);
      boolean passed = false;
      try {
        scenarios.get(name).run();
        LeakExtension.requireNoneOpen(name, Map.of());
        passed = true;
      } catch (Throwable t) {
        t.printStackTrace(out);
      }
      finished.set(name);
      watch.interrupt();
      out.println((passed ? PASSED : FAILED) + name);
      if (!passed) {
        // What it left open would be blamed on the next: the parent starts a further JVM.
        break;
      }
    }
    out.flush();
  }

  private static Thread watch(String name, long millis, AtomicReference<String> finished) {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(millis);
              } catch (InterruptedException e) {
                return;
              }
              if (!finished.get().equals(name)) {
                Thread.getAllStackTraces()
                    .forEach(
                        (thread, stack) -> {
                          System.out.println(thread);
                          for (StackTraceElement element : stack) {
                            System.out.println("  " + element);
                          }
                        });
                System.out.flush();
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
                Runtime.getRuntime().halt(HUNG);
              }
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  private static Supplier<Map<String, Scenario>> instance(String type) {
    try {
      @SuppressWarnings("unchecked") // as tests() requires it
      Supplier<Map<String, Scenario>> made =
          (Supplier<Map<String, Scenario>>)
              Class.forName(type).asSubclass(Supplier.class).getDeclaredConstructor().newInstance();
      return made;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
