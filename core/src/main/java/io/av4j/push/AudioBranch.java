package io.av4j.push;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.filter.AudioResampler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.pipeline.Pipeline;
import io.av4j.pipeline.QueueLimits;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;

/** The thread that encodes the sound of a push, once for all renditions. Fed by one at a time. */
final class AudioBranch implements AutoCloseable {
  private static final QueueLimits WAITING =
      new QueueLimits(256, Long.MAX_VALUE, Duration.ofSeconds(2));
  private static final int SILENT_SAMPLES = 1024;
  private static final long UNKNOWN = Long.MIN_VALUE;
  // Shorter ones are what containers round times by, longer ones are the filler's.
  private static final int LEAST_GAPS_PER_SECOND = 100;

  private final Pipeline pipeline;
  private final Sink<AudioFrame> inlet;
  private final AudioFormat format;
  private final AudioFrame silence;
  private final CodecParameters parameters;
  private final Rational unit;
  private long end = UNKNOWN;

  /**
   * @param packets gets what is encoded, on this branch's thread
   */
  AudioBranch(String name, AudioEncoding encoding, Sink<Packet> packets) {
    pipeline = Pipeline.named(name);
    try {
      format = encoding.format();
      unit = new Rational(1, format.sampleRate());
      Encoder<AudioFrame> encoder =
          pipeline.own(Encoder.openAudio(encoding.settings(), HeaderPlacement.GLOBAL));
      AudioResampler resampler = pipeline.own(AudioResampler.to(format, encoder.frameSize()));
      parameters = pipeline.own(CodecParameters.of(encoder));
      silence = pipeline.own(AudioFrame.allocate(format, SILENT_SAMPLES));
      silence.copyFrom(new byte[silence.packedSize()]);
      inlet = pipeline.worker("encode", WAITING).audio(resampler.into(encoder.into(packets)));
      pipeline.start();
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
  }

  /** What the packets are like; closed with this. */
  CodecParameters parameters() {
    return parameters;
  }

  /** Sound of a source. A gap before it, as at the end of a loop, is filled to the sample. */
  void feed(AudioFrame frame) {
    Timestamp pts = frame.pts();
    if (pts != null) {
      long start = Rational.rescale(pts.value(), pts.timeBase(), unit);
      long gap = start - end;
      int rate = format.sampleRate();
      if (end != UNKNOWN && gap >= rate / LEAST_GAPS_PER_SECOND && gap <= rate) {
        wholeFrames(start);
        lastFrame((int) (start - end));
      }
      Rational ofFrame = new Rational(1, frame.format().sampleRate());
      end = start + Rational.rescale(frame.samples(), ofFrame, unit);
    }
    inlet.accept(frame);
  }

  /** Gives whole frames of silence from one time to the other; how far they go. */
  long silence(long fromMicros, long toMicros) {
    end = Rational.rescale(fromMicros, Rational.MICROSECOND, unit);
    wholeFrames(Rational.rescale(toMicros, Rational.MICROSECOND, unit));
    return Rational.rescale(end, unit, Rational.MICROSECOND);
  }

  private void wholeFrames(long to) {
    while (end + SILENT_SAMPLES <= to) {
      give(silence);
    }
  }

  private void lastFrame(int samples) {
    if (samples > 0) {
      try (AudioFrame rest = AudioFrame.allocate(format, samples)) {
        rest.copyFrom(new byte[rest.packedSize()]);
        give(rest);
      }
    }
  }

  private void give(AudioFrame frame) {
    frame.setPts(new Timestamp(end, unit));
    frame.setDuration(new Timestamp(frame.samples(), unit));
    inlet.accept(frame);
    end += frame.samples();
  }

  /** Encodes what is inside; gives up after the timeout. */
  void finish(Duration timeout) {
    try {
      inlet.end();
      pipeline.await(timeout);
    } catch (RuntimeException e) {
      // It has failed before, and said so then.
    }
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
