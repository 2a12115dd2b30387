package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The clips that tests use: the project's own in {@code src-test-media}, and a folder of extra ones
 * that may be absent, {@code -Dav4j.media=DIR} or else {@code ../shared/media} beside the checkout.
 */
public final class TestMedia {
  private static final Set<String> NO_MEDIA = Set.of("md", "java", "gitattributes", "");

  private TestMedia() {}

  /** The project's folder of clips. */
  public static Path folder() {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path media = dir.resolve("src-test-media");
      if (Files.isDirectory(media)) {
        return media;
      }
    }
    throw new IllegalStateException("no src-test-media above " + Path.of("").toAbsolutePath());
  }

  /** One of the project's clips. */
  public static Path clip(String name) {
    Path clip = folder().resolve(name);
    assertThat(clip).isRegularFile();
    return clip;
  }

  /** The project's clips, broken ones too. */
  public static List<Path> own() {
    return mediaIn(folder());
  }

  /** The folder of extra clips, which may not exist. */
  public static Path extraFolder() {
    String property = System.getProperty("av4j.media");
    return property != null
        ? Path.of(property).toAbsolutePath()
        : folder().resolveSibling("../shared/media").normalize();
  }

  /**
   * The extra clips; where there are none, one path that does not exist, so that the test on it can
   * say that it was skipped.
   *
   * @see #requirePresent
   */
  public static List<Path> extra() {
    List<Path> clips = Files.isDirectory(extraFolder()) ? mediaIn(extraFolder()) : List.of();
    return clips.isEmpty() ? List.of(extraFolder().resolve("extra-clips")) : clips;
  }

  /** All clips, for a parameterized test that begins with {@link #requirePresent}. */
  public static List<Path> all() {
    return Stream.concat(own().stream(), extra().stream()).toList();
  }

  /** An extra clip, or the end of the test. */
  public static Path extraClip(String name) {
    return requirePresent(extraFolder().resolve(name));
  }

  /** Skips the test where the clip is absent. */
  public static Path requirePresent(Path clip) {
    assumeTrue(Files.exists(clip), () -> clip + " is absent; -Dav4j.media=DIR names the folder");
    return clip;
  }

  private static List<Path> mediaIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).filter(TestMedia::isMedia).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isMedia(Path file) {
    String name = file.getFileName().toString();
    return !NO_MEDIA.contains(name.substring(name.lastIndexOf('.') + 1)) && name.contains(".");
  }
}
