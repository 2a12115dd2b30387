package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static io.av4j.safety.Misuse.unlucky;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.MediaException;
import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Packet;
import io.av4j.container.AudioStream;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.OutputOptions;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestMedia;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Every clip, damaged in many ways, read, decoded, converted and copied. The damage follows from
 * the clip's name and the number of the round: {@code -Dav4j.safety.rounds=1000} tries more.
 */
public final class DamagedFiles implements Supplier<Map<String, Scenario>> {
  static final int ROUNDS = Integer.getInteger("av4j.safety.rounds", 16);
  private static final int MOST_PACKETS = 60;
  private static final InputOptions IMPATIENT =
      InputOptions.DEFAULT
          .withOpenTimeout(Duration.ofSeconds(5))
          .withReadTimeout(Duration.ofSeconds(5));
  private static final VideoFormat SMALL = VideoFormat.of(32, 18, PixelFormat.RGB24);
  private static final AudioFormat SOUND =
      new AudioFormat(16_000, SampleFormat.S16, ChannelLayout.MONO);
  private static final List<String> MUXERS =
      List.of("mp4", "flv", "matroska", "mpegts", "ogg", "webm", "mov", "avi", "hls");

  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    for (Path clip : TestMedia.own()) {
      String name = clip.getFileName().toString();
      all.put(name, () -> damage(clip));
    }
    return all;
  }

  private static void damage(Path clip) throws IOException {
    String name = clip.getFileName().toString();
    byte[] whole = Files.readAllBytes(clip);
    Path folder = Files.createTempDirectory("av4j-damage");
    Path file = folder.resolve(name);
    int opened = 0;
    long[] items = {0};
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Random random = new Random(name.hashCode() * 1_000_003L + round);
        Files.write(file, damaged(whole, round, random));
        System.out.println(name + " round " + round);
        if (unlucky(() -> use(file, random, items)) == null) {
          opened++;
        }
      }
    } finally {
      delete(folder);
    }
    System.out.println(
        "= damaged "
            + name
            + ": "
            + ROUNDS
            + " rounds, "
            + opened
            + " opened, "
            + items[0]
            + " packets and frames");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static byte[] damaged(byte[] whole, int round, Random random) {
    byte[] bytes = whole.clone();
    int head = Math.min(bytes.length, 4096);
    switch (round % 8) {
      case 0 -> flip(bytes, 0, bytes.length, 1 + random.nextInt(40), random);
      case 1 -> flip(bytes, 0, head, 1 + random.nextInt(12), random);
      case 2 -> {
        return Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 3 -> {
        int from = random.nextInt(bytes.length);
        Arrays.fill(
            bytes, from, Math.min(bytes.length, from + random.nextInt(5000)), (byte) (round / 8));
      }
      case 4 -> {
        int from = random.nextInt(bytes.length);
        byte[] noise = new byte[Math.min(bytes.length - from, 1 + random.nextInt(3000))];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, from, noise.length);
      }
      case 5 -> {
        // A block that is there twice, as after a bad copy.
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - Math.max(from, to), random.nextInt(20_000));
        System.arraycopy(whole, from, bytes, to, length);
      }
      case 6 -> {
        // Numbers at the ends of their range where a number may stand.
        int[] values = {-1, 0, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x00ffffff, 1};
        for (int i = 0; i < 4; i++) {
          int at = random.nextInt(Math.max(1, (random.nextBoolean() ? head : bytes.length) - 4));
          int value = values[random.nextInt(values.length)];
          for (int b = 0; b < 4 && at + b < bytes.length; b++) {
            bytes[at + b] = (byte) (value >>> (24 - 8 * b));
          }
        }
      }
      default -> {
        int tail = Math.max(0, bytes.length - 4096);
        flip(bytes, tail, bytes.length, 1 + random.nextInt(12), random);
      }
    }
    return bytes;
  }

  private static void flip(byte[] bytes, int from, int to, int count, Random random) {
    for (int i = 0; i < count && to > from; i++) {
      bytes[from + random.nextInt(to - from)] = (byte) random.nextInt();
    }
  }

  private static void use(Path file, Random random, long[] items) throws IOException {
    List<AutoCloseable> open = new ArrayList<>();
    try (MediaInput input = MediaInput.open(file, IMPATIENT)) {
      describe(input);
      List<Sink<Packet>> sinks = new ArrayList<>();
      for (MediaStream stream : input.streams()) {
        unlucky(() -> sinks.add(decoding(stream, open, items)));
      }
      Path copy = file.resolveSibling("copy");
      unlucky(
          () -> {
            MediaOutput output =
                MediaOutput.create(
                    copy,
                    OutputOptions.DEFAULT.withFormat(MUXERS.get(random.nextInt(MUXERS.size()))));
            open.add(output);
            unlucky(() -> output.describeAs(input));
            for (MediaStream stream : input.streams()) {
              unlucky(
                  () -> {
                    Sink<Packet> track = output.addCopy(stream);
                    sinks.add(onlyOf(stream, packet -> tolerated(() -> track.accept(packet))));
                  });
            }
          });
      read(input, sinks, items);
      if (input.duration() != null) {
        unlucky(() -> input.seek(Timestamp.ofMicros(random.nextInt(6_000_000))));
        read(input, sinks, items);
      }
      sinks.forEach(sink -> tolerated(sink::end));
    } finally {
      for (AutoCloseable one : open) {
        unlucky(one::close);
      }
    }
  }

  private static void describe(MediaInput input) {
    assertThat(input.chapters()).isNotNull();
    assertThat(input.programs()).isNotNull();
    assertThat(input.metadata()).isNotNull();
    input.bitsPerSecond();
    input.findVideo();
    input.findAudio();
    for (MediaStream stream : input.streams()) {
      assertThat(stream.toString()).isNotEmpty();
      stream.sideData();
      if (stream instanceof VideoStream video) {
        video.constantFrameRate();
        unlucky(video::format);
      } else if (stream instanceof AudioStream audio) {
        unlucky(audio::format);
      }
    }
  }

  private static void read(MediaInput input, List<Sink<Packet>> sinks, long[] items) {
    for (int i = 0; i < MOST_PACKETS; i++) {
      try {
        boolean more =
            input.read(
                packet -> {
                  items[0]++;
                  packet.bytes();
                  sinks.forEach(sink -> sink.accept(packet));
                });
        if (!more) {
          return;
        }
      } catch (MediaException e) {
        // The next packet may be whole.
      }
    }
  }

  private static Sink<Packet> onlyOf(MediaStream stream, Sink<Packet> sink) {
    return packet -> {
      if (packet.streamIndex() == stream.index()) {
        sink.accept(packet);
      }
    };
  }

  private static Sink<Packet> decoding(MediaStream stream, List<AutoCloseable> open, long[] items) {
    DecoderOptions options =
        DecoderOptions.DEFAULT
            .withThreads(1 + stream.index() % 2)
            .withCorruptPolicy(stream.index() == 0 ? CorruptPolicy.SKIP : CorruptPolicy.FAIL);
    if (stream instanceof VideoStream video) {
      Decoder<VideoFrame> decoder = video.openDecoder(options);
      open.add(decoder);
      VideoScaler scaler = VideoScaler.to(SMALL);
      open.add(scaler);
      byte[] pixels = new byte[32 * 18 * 3];
      Sink<VideoFrame> copy =
          frame -> {
            items[0]++;
            frame.copyTo(pixels);
          };
      return tolerant(stream, decoder.into(scaler.into(copy)));
    }
    if (stream instanceof AudioStream audio) {
      Decoder<AudioFrame> decoder = audio.openDecoder(options);
      open.add(decoder);
      AudioResampler resampler = AudioResampler.to(SOUND, 333);
      resampler.compensate(-40, 500);
      open.add(resampler);
      Sink<AudioFrame> copy =
          frame -> {
            items[0]++;
            frame.copyTo(new byte[frame.packedSize()]);
          };
      return tolerant(stream, decoder.into(resampler.into(copy)));
    }
    return packet -> {};
  }

  private static Sink<Packet> tolerant(MediaStream stream, Sink<Packet> sink) {
    return new Sink<>() {
      @Override
      public void accept(Packet packet) {
        if (packet.streamIndex() == stream.index()) {
          unlucky(() -> sink.accept(packet));
        }
      }

      @Override
      public void end() {
        unlucky(sink::end);
      }
    };
  }
}
