package io.av4j.push.source;

import io.av4j.clock.SkewMeter;
import io.av4j.clock.SkewStatistics;
import io.av4j.clock.Timeline;
import io.av4j.clock.TimelineOptions;
import io.av4j.clock.TimelineTime;
import io.av4j.clock.TimelineTrack;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Video and audio of whatever source there is, on the programme's one time. Serves the runner's
 * thread; {@link #skew()} is for any.
 */
final class SourceTimeline {
  private static final int NEVER_WRAPS = 64;

  private final Timeline timeline = Timeline.of(TimelineOptions.LIVE);
  private final TimelineTrack video = timeline.addTrack(NEVER_WRAPS);
  private final TimelineTrack audio = timeline.addTrack(NEVER_WRAPS);
  private final SkewMeter skew = new SkewMeter();
  private int audioEpoch = -1;
  // Written by the runner's thread, read by any.
  private volatile long reachedMicros;

  /**
   * Another source begins: at once behind what was, or where the programme is, if that is later.
   *
   * @param sourceStart where its own times begin; null where unknown
   */
  void begin(Programme programme, @Nullable Timestamp sourceStart) {
    Timestamp behind = timeline.position();
    Timestamp next = programme.nextStart(behind);
    if (next.compareTo(behind) > 0) {
      video.filledTo(next);
      audio.filledTo(next);
    }
    if (sourceStart == null) {
      timeline.switchSource();
    } else {
      timeline.switchSource(sourceStart);
    }
  }

  /** The programme's time of a frame that the program drew. */
  Timestamp drawn(Timestamp pts, Timestamp duration) {
    Timestamp at = video.mapFrame(pts, duration).pts();
    reach(at);
    return at;
  }

  /** How far the programme was fed. Any thread. */
  Duration reached() {
    return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(reachedMicros));
  }

  /** Gives the packets of one stream the times they have in the programme. */
  Sink<Packet> before(boolean isVideo, TimeShift shift, Sink<Packet> next) {
    TimelineTrack track = isVideo ? video : audio;
    return packet -> {
      Timestamp pts = packet.pts();
      Timestamp dts = packet.dts();
      TimelineTime mapped = track.map(pts, dts, packet.duration());
      if (pts != null) {
        reach(mapped.pts());
        measure(isVideo, pts, mapped);
        shift.setOffset(mapped.pts().minus(pts));
      } else if (dts != null) {
        shift.setOffset(mapped.dts().minus(dts));
      }
      shift.feed(packet, next);
    };
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void reach(Timestamp pts) {
    reachedMicros = Math.max(reachedMicros, pts.toMicros());
  }

  private void measure(boolean isVideo, Timestamp in, TimelineTime out) {
    if (!isVideo) {
      audioEpoch = out.epoch();
      skew.audio(in, out.pts());
    } else if (audioEpoch == out.epoch()) {
      // Audio of another round or source tells nothing about this frame.
      skew.video(in, out.pts());
    }
  }

  /** How far video and audio were moved against each other. */
  SkewStatistics skew() {
    return skew.statistics();
  }
}
