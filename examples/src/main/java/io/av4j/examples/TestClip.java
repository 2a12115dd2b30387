package io.av4j.examples;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The project's own clip: ten seconds 1080p30 with a flash and a beep each second. */
final class TestClip {
  private static final String NAME = "/flash_1080p30.mp4";

  private TestClip() {}

  /** The clip as a file; out of a jar it is unpacked for the time the JVM runs. */
  static Path path() throws IOException {
    URL resource = TestClip.class.getResource(NAME);
    if (resource == null) {
      throw new IOException("the test clip " + NAME + " is not on the class path");
    }
    if (resource.getProtocol().equals("file")) {
      try {
        return Path.of(resource.toURI());
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }
    Path unpacked = Files.createTempFile("clip", ".mp4");
    unpacked.toFile().deleteOnExit();
    try (InputStream data = resource.openStream()) {
      Files.copy(data, unpacked, StandardCopyOption.REPLACE_EXISTING);
    }
    return unpacked;
  }
}
