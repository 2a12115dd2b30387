package io.av4j.codec;

import io.av4j.flow.Sink;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.global.avcodec;

/** Pictures with cuts between scenes, encoded, to be decoded whole or in part. */
final class CodedClip implements AutoCloseable {
  static final Rational RATE = new Rational(25, 1);

  /** Pictures of a scene; the next one has nothing in common with it. */
  static final int SCENE = 20;

  private final List<Packet> packets = new ArrayList<>();
  private final int pictures;
  private final Encoder<VideoFrame> encoder;

  private CodedClip(Encoder<VideoFrame> encoder, int pictures) {
    this.encoder = encoder;
    this.pictures = pictures;
  }

  static VideoFormat format(int width, int height) {
    return VideoFormat.of(width, height, PixelFormat.YUV420P).withFrameRate(RATE);
  }

  /** Encodes that many pictures and asks for keyframes at some of them. */
  static CodedClip encode(VideoEncoderSettings settings, int pictures, Set<Integer> keyFrames) {
    Encoder<VideoFrame> encoder = Encoder.openVideo(settings, HeaderPlacement.IN_BAND);
    CodedClip clip = new CodedClip(encoder, pictures);
    try {
      for (int i = 0; i < pictures; i++) {
        try (VideoFrame frame = picture(settings.format(), i)) {
          frame.setPts(new Timestamp(i, RATE.invert()));
          if (keyFrames.contains(i)) {
            encoder.requestKeyFrame();
          }
          encoder.feed(frame, clip::keep);
        }
      }
      encoder.flush(clip::keep);
      return clip;
    } catch (RuntimeException e) {
      clip.close();
      throw e;
    }
  }

  private void keep(Packet packet) {
    packets.add(packet.newRef());
  }

  private static VideoFrame picture(VideoFormat format, int number) {
    VideoFrame frame = VideoFrame.allocate(format);
    frame.copyFrom(samples(frame.packedSize(), format.width(), number));
    return frame;
  }

  /** What the picture of that number is like, packed. */
  static byte[] samples(int size, int width, int number) {
    int scene = number / SCENE;
    byte[] texture = new byte[size];
    new Random(scene).nextBytes(texture);
    byte[] samples = new byte[size];
    for (int i = 0; i < size; i++) {
      int x = i % width + number;
      int y = i / width;
      int wave = (int) (60 * Math.sin((x * (scene + 1) + y * 3) / 17.0));
      samples[i] = (byte) (110 + 30 * (scene % 2) + wave + texture[i] % 8);
    }
    return samples;
  }

  List<Packet> packets() {
    return packets;
  }

  String codec() {
    try (CodecParameters parameters = CodecParameters.of(encoder)) {
      return parameters.codec();
    }
  }

  Encoder<VideoFrame> encoder() {
    return encoder;
  }

  /** The numbers of the pictures that are keyframes. */
  List<Integer> keyFrames() {
    return packets.stream().filter(Packet::keyFrame).map(CodedClip::number).toList();
  }

  /** The number of a packet's picture. */
  static int number(Packet packet) {
    Timestamp pts = packet.pts();
    if (pts == null) {
      throw new AssertionError("a packet without pts");
    }
    return (int) pts.in(RATE.invert()).value();
  }

  /** Bits a second, on average; an encoder may have left pictures out. */
  double bitsPerSecond() {
    double seconds = pictures / RATE.toDouble();
    return packets.stream().mapToLong(Packet::size).sum() * 8 / seconds;
  }

  /**
   * Decodes some of the packets, strictly.
   *
   * @return what each picture's samples are, by its number
   */
  Map<Integer, Integer> decode(Predicate<Packet> wanted) {
    Map<Integer, Integer> pictures = new TreeMap<>();
    decodeTo(wanted, (number, samples) -> pictures.put(number, Arrays.hashCode(samples)));
    return pictures;
  }

  /** Takes decoded pictures. */
  interface Pictures {
    void take(int number, byte[] samples);
  }

  void decodeTo(Predicate<Packet> wanted, Pictures pictures) {
    AVCodecParameters raw = avcodec.avcodec_parameters_alloc();
    try (CodecParameters parameters = CodecParameters.of(encoder)) {
      parameters.writeTo(raw);
      try (Decoder<VideoFrame> decoder =
          Decoder.openVideo(
              raw,
              parameters.timeBase(),
              RATE,
              DecoderOptions.DEFAULT
                  .withCorruptPolicy(CorruptPolicy.FAIL)
                  .withOption("err_detect", "explode"))) {
        Sink<VideoFrame> take =
            frame -> {
              byte[] samples = new byte[frame.packedSize()];
              frame.copyTo(samples);
              Timestamp pts = frame.pts();
              pictures.take(pts == null ? -1 : (int) pts.in(RATE.invert()).value(), samples);
            };
        for (Packet packet : packets) {
          if (wanted.test(packet)) {
            decoder.feed(packet, take);
          }
        }
        decoder.flush(take);
      }
    } finally {
      avcodec.avcodec_parameters_free(raw);
    }
  }

  @Override
  public void close() {
    packets.forEach(Packet::close);
    encoder.close();
  }
}
