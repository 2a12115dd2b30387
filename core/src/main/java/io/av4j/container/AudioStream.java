package io.av4j.container;

import io.av4j.InvalidMediaException;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** A stream of sound. */
public final class AudioStream extends MediaStream {
  private final @Nullable AudioFormat format;
  private final int bitsPerSample;

  AudioStream(InputHandle input, AVStream stream) {
    super(input, stream);
    format = format(stream.codecpar());
    bitsPerSample = stream.codecpar().bits_per_coded_sample();
  }

  private static @Nullable AudioFormat format(AVCodecParameters p) {
    if (p.sample_rate() < 1 || p.format() < 0 || p.ch_layout().nb_channels() < 1) {
      return null;
    }
    try {
      return new AudioFormat(
          p.sample_rate(), SampleFormat.ofId(p.format()), ChannelLayout.read(p.ch_layout()));
    } catch (IllegalArgumentException e) {
      // A rate or number of channels that no sound has: as good as none.
      return null;
    }
  }

  /**
   * What the decoded sound is like.
   *
   * @throws InvalidMediaException if probing found no rate or channels
   */
  public AudioFormat format() {
    if (format == null) {
      throw new InvalidMediaException(
          this + " of " + input().location() + ": rate and channels are not known");
    }
    return format;
  }

  /** Whether probing found out what the sound is like. */
  public boolean hasFormat() {
    return format != null;
  }

  /** Bits of a coded sample for PCM and the like; 0 where that means nothing. */
  public int bitsPerSample() {
    return bitsPerSample;
  }

  /** Opens a decoder with {@link DecoderOptions#DEFAULT}. The caller closes it. */
  public Decoder<AudioFrame> openDecoder() {
    return openDecoder(DecoderOptions.DEFAULT);
  }

  /**
   * Opens a decoder. The caller closes it; it does not need the input once it is open.
   *
   * @throws io.av4j.UnsupportedMediaException if this FFmpeg has none for the codec
   * @throws IllegalStateException if the input is closed or in use
   */
  public Decoder<AudioFrame> openDecoder(DecoderOptions options) {
    return input().inside(() -> Decoder.openAudio(struct().codecpar(), timeBase(), options));
  }

  static boolean is(AVStream stream) {
    return stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_AUDIO
        && stream.codecpar().codec_id() != avcodec.AV_CODEC_ID_NONE;
  }
}
