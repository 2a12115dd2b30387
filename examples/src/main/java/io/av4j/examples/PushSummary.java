package io.av4j.examples;

import io.av4j.clock.PacerStatistics;
import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Packet;
import io.av4j.container.MediaInput;
import io.av4j.container.Route;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.PushSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of a push: what was sent, and what a recording of the other side says arrived. */
final class PushSummary {
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private boolean complete = true;

  /** The figures by name, in the order they are shown. */
  Map<String, Object> figures() {
    return figures;
  }

  /** Whether all that was sent has arrived and could be decoded; true where nobody looked. */
  boolean complete() {
    return complete;
  }

  /**
   * Notes what was sent.
   *
   * @param last the push at its end
   * @param receiver the destination that the summary is about
   * @param audioPackets sent there, which no snapshot counts
   */
  void sent(PushSnapshot last, DestinationSnapshot receiver, int audioPackets) {
    figures.put("video_frames_sent", receiver.frames());
    figures.put("audio_packets_sent", audioPackets);
    figures.put("bytes_sent", receiver.bytes());
    figures.put("push_seconds", round(last.uptime().toNanos() / 1e9));
    PacerStatistics pacing = last.pacing();
    figures.put("pacing_error_p50_ms", millis(pacing.errorP50()));
    figures.put("pacing_error_p99_ms", millis(pacing.errorP99()));
    figures.put("pacing_error_max_ms", millis(pacing.errorMax()));
    figures.put("times_behind_real_time", pacing.lags());
  }

  void firstByte(Duration after) {
    figures.put("time_to_first_byte_ms", millis(after));
  }

  /** Reads and decodes the recording and compares it with what was sent. */
  void received(Path recording, SentLog sentVideo, SentLog sentAudio) {
    SentLog video = new SentLog();
    SentLog audio = new SentLog();
    long[] frames = new long[2];
    long corrupt = 0;
    DecoderOptions options = DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);
    List<Decoder<?>> decoders = new ArrayList<>();
    try (MediaInput input = MediaInput.open(recording)) {
      List<Route> routes = new ArrayList<>();
      input
          .findVideo()
          .ifPresent(
              stream -> {
                Decoder<VideoFrame> decoder = stream.openDecoder(options);
                decoders.add(decoder);
                routes.add(
                    stream.to(video.before(decoder.into((VideoFrame frame) -> frames[0]++))));
              });
      input
          .findAudio()
          .ifPresent(
              stream -> {
                Decoder<AudioFrame> decoder = stream.openDecoder(options);
                decoders.add(decoder);
                Sink<Packet> decode = decoder.into((AudioFrame frame) -> frames[1]++);
                routes.add(stream.to(audio.before(decode)));
              });
      input.pump(routes.toArray(Route[]::new));
      for (Decoder<?> decoder : decoders) {
        corrupt += decoder.corruptCount();
      }
    } finally {
      decoders.forEach(Decoder::close);
    }
    double seconds = span(video.packets() > 0 ? video : audio);
    figures.put("video_frames_received", video.packets());
    figures.put("video_frames_decoded", frames[0]);
    figures.put("audio_packets_received", audio.packets());
    figures.put("received_seconds", round(seconds));
    figures.put("received_fps", round(seconds > 0 ? (video.packets() - 1) / seconds : 0));
    long bits = (video.bytes() + audio.bytes()) * 8;
    figures.put("received_kbit_per_second", round(seconds > 0 ? bits / seconds / 1000 : 0));
    figures.put("falling_dts", video.fallingDts() + audio.fallingDts());
    figures.put("decode_errors", corrupt);
    skew(sentVideo, video, sentAudio, audio);
    complete =
        video.packets() == sentVideo.packets()
            && frames[0] == video.packets()
            && audio.packets() == sentAudio.packets()
            && video.fallingDts() + audio.fallingDts() + corrupt == 0;
  }

  /**
   * How far picture and sound moved against each other on the way: (video out - video in) - (audio
   * out - audio in), for every picture with the sound that was sent at its time.
   */
  private void skew(SentLog sentVideo, SentLog video, SentLog sentAudio, SentLog audio) {
    int pictures = Math.min(sentVideo.packets(), video.packets());
    int sounds = Math.min(sentAudio.packets(), audio.packets());
    if (pictures == 0 || sounds == 0) {
      return;
    }
    double[] skews = new double[pictures];
    int sound = 0;
    for (int i = 0; i < pictures; i++) {
      double time = sentVideo.times().get(i);
      while (sound + 1 < sounds && sentAudio.times().get(sound + 1) <= time) {
        sound++;
      }
      double videoMoved = video.times().get(i) - time;
      double audioMoved = audio.times().get(sound) - sentAudio.times().get(sound);
      skews[i] = Math.abs(videoMoved - audioMoved);
    }
    Arrays.sort(skews);
    figures.put("av_skew_p50_ms", round(skews[pictures / 2] * 1000));
    figures.put("av_skew_p99_ms", round(skews[(int) Math.ceil(pictures * 0.99) - 1] * 1000));
    figures.put("av_skew_max_ms", round(skews[pictures - 1] * 1000));
  }

  private static double span(SentLog log) {
    double[] times = log.times().stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(times);
    return times.length < 2 ? 0 : times[times.length - 1] - times[0];
  }

  private static double millis(Duration duration) {
    return round(duration.toNanos() / 1e6);
  }

  private static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  /** The figures as lines for people. */
  String describe() {
    StringBuilder text = new StringBuilder();
    figures.forEach(
        (name, value) ->
            text.append(String.format(Locale.ROOT, "  %-26s %s%n", name.replace('_', ' '), value)));
    return text.toString();
  }
}
