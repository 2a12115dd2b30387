package io.av4j.testing;

import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.OutputOptions;
import io.av4j.container.Route;
import io.av4j.container.TrackStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The plainest push: a clip as it is, as fast as it goes. */
final class ClipPush {
  private ClipPush() {}

  /** Pushes the clip and tells what went into each track; fails as {@link MediaOutput} does. */
  static List<TrackStatistics> push(Path clip, String url, OutputOptions options) {
    try (MediaInput input = MediaInput.open(clip);
        MediaOutput output = MediaOutput.create(url, options)) {
      List<Route> routes = new ArrayList<>();
      for (MediaStream stream : input.streams()) {
        routes.add(stream.to(output.addCopy(stream)));
      }
      input.pump(routes.toArray(Route[]::new));
      List<TrackStatistics> tracks = output.statistics();
      output.finish();
      return tracks;
    }
  }
}
