package io.av4j.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * An example's run inside the test's JVM.
 *
 * @param exitCode what the process would end with
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
record ExampleRun(int exitCode, String out, String err) {

  /** Runs an example: {@code ExampleRun.of(() -> Probe.run("in.mp4"))}. */
  static ExampleRun of(IntSupplier example) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream newOut = new ByteArrayOutputStream();
    ByteArrayOutputStream newErr = new ByteArrayOutputStream();
    int exitCode;
    try {
      System.setOut(new PrintStream(newOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(newErr, true, StandardCharsets.UTF_8));
      exitCode = example.getAsInt();
      System.out.flush();
      System.err.flush();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return new ExampleRun(
        exitCode, newOut.toString(StandardCharsets.UTF_8), newErr.toString(StandardCharsets.UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
