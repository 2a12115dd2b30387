package io.av4j.examples;

import io.av4j.clock.NanoClock;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;

/** Where a player's sound goes: a sound card, or nowhere at the speed of one. Serves one thread. */
interface Speaker extends AutoCloseable {
  /** How many samples of each channel were heard so far. */
  long heard();

  /** Takes samples of 16 bits; waits while a fifth of a second is still to be heard. */
  void write(byte[] samples) throws InterruptedException;

  @Override
  void close();

  /** The sound card where it is wanted and there is one that takes the format. */
  static Speaker open(io.av4j.frame.AudioFormat format, boolean audible) {
    int channels = format.layout().channels();
    if (audible) {
      try {
        return new Card(
            AudioSystem.getSourceDataLine(
                new javax.sound.sampled.AudioFormat(
                    format.sampleRate(), 16, channels, true, false)),
            format.sampleRate() / 5 * channels * 2);
      } catch (LineUnavailableException | IllegalArgumentException e) {
        // There is none, or it is taken: then to nowhere.
        return new Nowhere(format.sampleRate(), channels * 2);
      }
    }
    return new Nowhere(format.sampleRate(), channels * 2);
  }

  /** A sound card. */
  final class Card implements Speaker {
    private final SourceDataLine line;

    Card(SourceDataLine line, int bufferBytes) throws LineUnavailableException {
      this.line = line;
      line.open(line.getFormat(), bufferBytes);
      line.start();
    }

    @Override
    public long heard() {
      return line.getLongFramePosition();
    }

    @Override
    public void write(byte[] samples) {
      line.write(samples, 0, samples.length);
    }

    @Override
    public void close() {
      line.close();
    }
  }

  /** Samples that are gone when their time has passed. */
  final class Nowhere implements Speaker {
    private final NanoClock clock = NanoClock.system();
    private final int rate;
    private final int bytesPerSample;
    private long written;
    private long start;

    Nowhere(int rate, int bytesPerSample) {
      this.rate = rate;
      this.bytesPerSample = bytesPerSample;
    }

    @Override
    public long heard() {
      return Math.min(written, (clock.nanoTime() - start) * rate / 1_000_000_000);
    }

    @Override
    public void write(byte[] samples) throws InterruptedException {
      long now = clock.nanoTime();
      long allHeard = start + written * 1_000_000_000 / rate;
      if (written == 0 || allHeard < now) {
        // Nothing was there to be heard, so it goes on from here.
        start = now - written * 1_000_000_000 / rate;
      }
      written += samples.length / bytesPerSample;
      long room = start + (written - rate / 5) * 1_000_000_000 / rate;
      while (clock.nanoTime() < room) {
        clock.waitUntil(room);
      }
    }

    @Override
    public void close() {}
  }
}
