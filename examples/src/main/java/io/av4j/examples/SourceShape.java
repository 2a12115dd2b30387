package io.av4j.examples;

import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.VideoStream;
import io.av4j.frame.VideoFormat;
import io.av4j.push.plan.PushSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source is like.
 *
 * @param video upright, or null where it has none
 * @param sampleRate of its audio in Hz, 0 where it has none
 */
record SourceShape(@Nullable VideoFormat video, int sampleRate) {

  /** Opens the source to see. */
  static SourceShape of(PushSource.Media source) {
    try (MediaInput input = open(source)) {
      Optional<VideoFormat> video = input.findVideo().map(VideoStream::uprightFormat);
      Optional<AudioStream> audio = input.findAudio();
      return new SourceShape(
          video.orElse(null), audio.map(stream -> stream.format().sampleRate()).orElse(0));
    }
  }

  private static MediaInput open(PushSource.Media source) {
    return source instanceof PushSource.Url remote
        ? MediaInput.open(remote.url())
        : MediaInput.open(((PushSource.File) source).path());
  }

  /** This one with the video of another, where it has none itself. */
  SourceShape withVideoOf(SourceShape other) {
    return video != null ? this : new SourceShape(other.video, sampleRate);
  }
}
