package io.av4j.container;

import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import io.av4j.NativeFailure;
import org.bytedeco.ffmpeg.global.avutil;

/** What a protocol's failure is, where FFmpeg's code alone does not tell. */
final class PeerFailure {
  // OpenSSL's words, which FFmpeg only logs.
  private static final String UNTRUSTED = "certificate verify failed";

  private PeerFailure() {}

  /** The exception that tells more, or the same one. */
  static RuntimeException of(RuntimeException e, Location location) {
    if (!(e instanceof MediaException media) || e instanceof MediaTimeoutException) {
      return e;
    }
    NativeFailure failure = media.failure();
    if (failure == null) {
      return e;
    }
    if (failure.logLines().stream().anyMatch(line -> line.contains(UNTRUSTED))) {
      return new MediaIoException(
          location
              + ": the server's certificate is not trusted, or is another host's;"
              + " the option ca_file names the certificates to trust",
          failure);
    }
    // libsrt has no other code for a connection that is refused or lost.
    if (location.scheme().equals("srt") && failure.code() == avutil.AVERROR_UNKNOWN) {
      return new MediaIoException(failure, e);
    }
    return e;
  }
}
