package io.av4j.filter;

import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.AudioFrame;

/**
 * Encodes sound of any rate, sample format and channels: an {@link AudioResampler}, which also cuts
 * the frames as the encoder wants them, and the {@link Encoder} behind it.
 *
 * <p>Serves one thread at a time. The opener closes it.
 */
public final class AudioFittingEncoder implements Stage<AudioFrame, Packet>, AutoCloseable {
  private final AudioResampler resampler;
  private final Encoder<AudioFrame> encoder;

  private AudioFittingEncoder(AudioResampler resampler, Encoder<AudioFrame> encoder) {
    this.resampler = resampler;
    this.encoder = encoder;
  }

  /**
   * Opens an encoder for sound of any kind.
   *
   * @throws io.av4j.UnsupportedMediaException if this FFmpeg has no such encoder, or the encoder
   *     not this format
   * @throws IllegalArgumentException if the encoder does not know an option
   * @throws io.av4j.MediaException if the encoder does not open, with what it logged
   */
  public static AudioFittingEncoder audio(AudioEncoderSettings settings, HeaderPlacement headers) {
    Encoder<AudioFrame> encoder = Encoder.openAudio(settings, headers);
    try {
      return new AudioFittingEncoder(
          AudioResampler.to(settings.format(), encoder.frameSize()), encoder);
    } catch (RuntimeException e) {
      encoder.close();
      throw e;
    }
  }

  /**
   * Resamples and encodes one frame.
   *
   * @throws IllegalStateException if closed, flushed or in use, or the frame's turn is over
   * @throws io.av4j.MediaException if FFmpeg cannot convert from the frame's format, or the encoder
   *     fails
   */
  @Override
  public void feed(AudioFrame frame, Sink<? super Packet> sink) {
    resampler.feed(frame, fitting -> encoder.feed(fitting, sink));
  }

  @Override
  public void flush(Sink<? super Packet> sink) {
    resampler.flush(fitting -> encoder.feed(fitting, sink));
    encoder.flush(sink);
  }

  /** What the packets are like. The caller closes it. */
  public CodecParameters parameters() {
    return CodecParameters.of(encoder);
  }

  /** The encoder inside; closed with this. */
  public Encoder<AudioFrame> encoder() {
    return encoder;
  }

  /** Frees all with what is inside. Idempotent, never throws; waits for a thread inside. */
  @Override
  public void close() {
    resampler.close();
    encoder.close();
  }
}
