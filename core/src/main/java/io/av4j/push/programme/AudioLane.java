package io.av4j.push.programme;

import io.av4j.flow.InletClosedException;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.push.rendition.EncodeThread;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.time.Duration;

/**
 * The way to the audio encoder, which fills gaps with silence. Of the mixer's thread.
 *
 * <p>Its methods throw {@link InletClosedException} where the encoder has failed or ended.
 */
final class AudioLane implements AutoCloseable {
  private final EncodeThread<AudioFrame> encoder;
  private final AudioFormat format;
  private final Rational unit;
  private final AudioGaps gaps;
  private final AudioFrame silence;

  AudioLane(EncodeThread<AudioFrame> encoder, AudioFormat format) {
    this.encoder = encoder;
    this.format = format;
    this.unit = new Rational(1, format.sampleRate());
    this.gaps = new AudioGaps(format.sampleRate());
    this.silence = silent(AudioGaps.FRAME);
  }

  private AudioFrame silent(int samples) {
    AudioFrame frame = AudioFrame.allocate(format, samples);
    frame.copyFrom(new byte[frame.packedSize()]);
    return frame;
  }

  EncodeThread<AudioFrame> encoder() {
    return encoder;
  }

  /**
   * Gives audio of the source, behind the silence that is missing before it.
   *
   * @return whether the encoder took it in that time
   */
  boolean give(AudioFrame frame, Timestamp pts, Duration patience) {
    long start = Rational.rescale(pts.value(), pts.timeBase(), unit);
    long missing = gaps.before(start);
    if (missing > 0) {
      silenceTo(start, patience);
    }
    if (!encoder.offer(frame, patience)) {
      encoder.leftOut();
      return false;
    }
    Rational sample = new Rational(1, frame.format().sampleRate());
    gaps.gave(start, Rational.rescale(frame.samples(), sample, unit));
    return true;
  }

  /** Where what was given ends. */
  long endMicros() {
    return Rational.rescale(gaps.end(), unit, Rational.MICROSECOND);
  }

  /** Gives silence from one time to the other, in whole frames, as far as there is room. */
  void silence(long fromMicros, long toMicros) {
    gaps.beginAt(Rational.rescale(fromMicros, Rational.MICROSECOND, unit));
    wholeFrames(Rational.rescale(toMicros, Rational.MICROSECOND, unit), Duration.ZERO);
  }

  private void silenceTo(long end, Duration patience) {
    if (!wholeFrames(end, patience)) {
      return;
    }
    int rest = (int) (end - gaps.end());
    if (rest > 0) {
      try (AudioFrame last = silent(rest)) {
        offer(last, patience);
      }
    }
  }

  private boolean wholeFrames(long to, Duration patience) {
    for (long left = gaps.wholeFramesTo(to); left > 0; left -= AudioGaps.FRAME) {
      if (!offer(silence, patience)) {
        return false;
      }
    }
    return true;
  }

  private boolean offer(AudioFrame silent, Duration patience) {
    int samples = silent.samples();
    silent.setPts(new Timestamp(gaps.end(), unit));
    silent.setDuration(new Timestamp(samples, unit));
    boolean took = encoder.offer(silent, patience);
    if (took) {
      gaps.gave(gaps.end(), samples);
    }
    return took;
  }

  /** Frees the silence; the encoder stays its owner's. */
  @Override
  public void close() {
    silence.close();
  }
}
