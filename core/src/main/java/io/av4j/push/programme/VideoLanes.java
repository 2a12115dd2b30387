package io.av4j.push.programme;

import io.av4j.filter.ScaleLadder;
import io.av4j.frame.VideoFrame;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ways to all encoders, behind one ladder of scalers. Of the mixer's thread. */
final class VideoLanes implements AutoCloseable {
  private List<VideoLane> lanes = List.of();
  private @Nullable ScaleLadder ladder;

  /** Gives to these from the next frame on. */
  void replace(List<MixerOutput> outputs) {
    List<VideoLane> made = outputs.stream().map(this::lane).toList();
    ScaleLadder other =
        made.isEmpty() ? null : ScaleLadder.of(made.stream().map(VideoLanes::rung).toList());
    close();
    lanes = made;
    ladder = other;
  }

  /** The present lane, where there is one: it knows whether its encoder hangs. */
  private VideoLane lane(MixerOutput output) {
    return lanes.stream()
        .filter(lane -> lane.output().equals(output))
        .findFirst()
        .orElseGet(() -> new VideoLane(output));
  }

  private static ScaleLadder.Rung rung(VideoLane lane) {
    return new ScaleLadder.Rung(lane.output().format(), lane.output().fit(), lane);
  }

  /** What is given to now. */
  List<MixerOutput> outputs() {
    return lanes.stream().map(VideoLane::output).toList();
  }

  /**
   * Gives a frame to all.
   *
   * @param patience how long an encoder that has no room may be waited for just then; the others
   *     have the frame by that time
   * @throws io.av4j.MediaException if it cannot be scaled
   */
  void give(VideoFrame frame, Supplier<Duration> patience) {
    try {
      if (ladder != null) {
        ladder.accept(frame);
      }
    } finally {
      for (VideoLane lane : lanes) {
        lane.settle(patience);
      }
    }
  }

  /** Gives to nobody any more. */
  @Override
  public void close() {
    lanes.forEach(VideoLane::close);
    if (ladder != null) {
      ladder.close();
      ladder = null;
    }
  }
}
