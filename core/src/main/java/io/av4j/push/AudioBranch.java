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

  private final Pipeline pipeline;
  private final Sink<AudioFrame> inlet;
  private final AudioFormat format;
  private final AudioFrame silence;
  private final CodecParameters parameters;

  /**
   * @param packets gets what is encoded, on this branch's thread
   */
  AudioBranch(String name, AudioEncoding encoding, Sink<Packet> packets) {
    pipeline = Pipeline.named(name);
    try {
      format = encoding.format();
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

  void feed(AudioFrame frame) {
    inlet.accept(frame);
  }

  /** Gives whole frames of silence from one time to the other; how far they go. */
  long silence(long fromMicros, long toMicros) {
    Rational unit = new Rational(1, format.sampleRate());
    long at = Rational.rescale(fromMicros, Rational.MICROSECOND, unit);
    long end = Rational.rescale(toMicros, Rational.MICROSECOND, unit);
    while (at + SILENT_SAMPLES <= end) {
      silence.setPts(new Timestamp(at, unit));
      silence.setDuration(new Timestamp(SILENT_SAMPLES, unit));
      inlet.accept(silence);
      at += SILENT_SAMPLES;
    }
    return Rational.rescale(at, unit, Rational.MICROSECOND);
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
