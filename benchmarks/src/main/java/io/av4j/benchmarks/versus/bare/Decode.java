package io.av4j.benchmarks.versus.bare;

/** Decodes the video of a file and drops the frames. */
public final class Decode {
  private Decode() {}

  /** IN. */
  public static void main(String[] arguments) {
    Source source = new Source(arguments[0]);
    source.decodeVideo(frame -> {});
    source.close();
  }
}
