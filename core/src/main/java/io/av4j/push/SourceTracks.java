package io.av4j.push;

import io.av4j.clock.SkewMeter;
import io.av4j.clock.SkewStatistics;
import io.av4j.clock.Timeline;
import io.av4j.clock.TimelineTime;
import io.av4j.clock.TimelineTrack;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;

/** Picture and sound of whatever source there is, on the programme's time line. One thread. */
final class SourceTracks {
  private static final int NEVER_WRAPS = 64;

  private final SkewMeter skew = new SkewMeter();
  private int audioEpoch = -1;
  private final TimelineTrack video;
  private final TimelineTrack audio;

  SourceTracks(Timeline timeline) {
    video = timeline.addTrack(NEVER_WRAPS);
    audio = timeline.addTrack(NEVER_WRAPS);
  }

  TimelineTrack video() {
    return video;
  }

  TimelineTrack audio() {
    return audio;
  }

  void filledTo(Timestamp time) {
    video.filledTo(time);
    audio.filledTo(time);
  }

  /** How far picture and sound were moved against each other. Any thread. */
  SkewStatistics skew() {
    return skew.statistics();
  }

  private void measure(TimelineTrack track, Timestamp in, TimelineTime out) {
    if (track == audio) {
      audioEpoch = out.epoch();
      skew.audio(in, out.pts());
    } else if (audioEpoch == out.epoch()) {
      // Sound of another round or source tells nothing about this picture.
      skew.video(in, out.pts());
    }
  }

  /** Gives packets the times they have in the programme. */
  Sink<Packet> before(TimelineTrack track, TimeShift shift, Sink<Packet> next) {
    return packet -> {
      Timestamp pts = packet.pts();
      Timestamp dts = packet.dts();
      TimelineTime mapped = track.map(pts, dts, packet.duration());
      if (pts != null) {
        measure(track, pts, mapped);
      }
      if (pts != null) {
        shift.setOffset(mapped.pts().minus(pts));
      } else if (dts != null) {
        shift.setOffset(mapped.dts().minus(dts));
      }
      shift.feed(packet, next);
    };
  }
}
