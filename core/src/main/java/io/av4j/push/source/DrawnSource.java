package io.av4j.push.source;

import io.av4j.UnsupportedMediaException;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFrame;
import io.av4j.push.plan.PushSource;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;

/** Frames that the program draws, on the runner's thread, in real time. */
final class DrawnSource implements OpenSource {
  private final PushSource.Drawn drawn;

  DrawnSource(PushSource.Drawn drawn) {
    this.drawn = drawn;
  }

  @Override
  public String shown() {
    return "drawn";
  }

  @Override
  public Rational frameRate() {
    return drawn.format().frameRate();
  }

  @Override
  public SourceStreams streams() {
    return SourceStreams.VIDEO;
  }

  @Override
  public void announce(Programme programme) {
    if (!programme.decodes()) {
      throw new UnsupportedMediaException("drawn frames need a rendition that is encoded");
    }
    programme.sourceStreams(streams());
  }

  @Override
  public void play(Programme programme, SourceTimeline timeline, Pacing pacing) {
    timeline.begin(programme, Timestamp.ofMicros(0));
    Sink<VideoFrame> video = programme.video();
    Rational unit = frameRate().invert();
    Timestamp duration = new Timestamp(1, unit);
    try (VideoFrame frame = VideoFrame.allocate(drawn.format())) {
      for (long i = 0; pacing.mayGoOn() && drawn.drawing().draw(frame, i); i++) {
        Timestamp at = timeline.drawn(new Timestamp(i, unit), duration);
        frame.setPts(at);
        frame.setDuration(duration);
        pacing.await(at);
        try (VideoFrame shown = frame.newRef()) {
          video.accept(shown);
        }
        // Encoders may still read what was drawn: the next drawing gets other memory.
        frame.makeWritable();
      }
    }
  }

  /** The pacing tells. */
  @Override
  public void endReading() {}

  /** Nothing is open. */
  @Override
  public void close() {}
}
