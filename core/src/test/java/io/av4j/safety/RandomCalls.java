package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.FrameReader;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.Probing;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.filter.FilterGraph;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.flow.Stage;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.Frame;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Calls drawn by lot on objects drawn by lot, most of them in no sensible order. {@code
 * -Dav4j.safety.calls=1000000} makes more.
 */
public final class RandomCalls implements Supplier<Map<String, Scenario>> {
  static final int CALLS = Integer.getInteger("av4j.safety.calls", 10_000);
  private static final long SEED = Long.getLong("av4j.safety.seed", 20_260_728);
  private static final int MOST_OBJECTS = 24;
  private static final List<String> CLIPS =
      List.of("flash_baseline.flv", "beep_opus.ogg", "video_only_360p.mp4", "tones_stereo.flac");
  private static final List<String> SUFFIXES = List.of(".mp4", ".flv", ".ts", ".mkv", ".avi");

  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    for (int part = 0; part < 4; part++) {
      long seed = SEED + part;
      all.put("seed " + seed + " on one thread", () -> new RandomCalls().run(seed, 1));
    }
    all.put("seed " + (SEED + 4) + " on three threads", () -> new RandomCalls().run(SEED + 4, 3));
    return all;
  }

  private final List<Object> objects = new ArrayList<>();
  private int made;
  private int refused;
  private int done;

  private void run(long seed, int threads) throws Exception {
    Path folder = Files.createTempDirectory("av4j-random");
    int each = CALLS / 5 / threads;
    List<Thread> all = new ArrayList<>();
    List<Throwable> wrong = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Random random = new Random(seed * 31 + t);
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int call = 0; call < each; call++) {
                    step(random, folder);
                  }
                } catch (Throwable e) {
                  synchronized (objects) {
                    wrong.add(e);
                  }
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }
    objects.forEach(RandomCalls::close);
    System.out.println(
        "= random calls, seed "
            + seed
            + ": "
            + done
            + " calls went through, "
            + refused
            + " were refused, "
            + made
            + " objects");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
    assertThat(wrong).isEmpty();
    assertThat(done).isGreaterThan(each / 10);
  }

  private void step(Random random, Path folder) {
    Object object = pick(random);
    RuntimeException e =
        tolerated(
            () -> {
              if (object == null || random.nextInt(6) == 0) {
                keep(make(random, folder), random);
              } else {
                use(object, random);
              }
            });
    synchronized (objects) {
      if (e == null) {
        done++;
      } else {
        refused++;
      }
    }
  }

  private Object pick(Random random) {
    synchronized (objects) {
      return objects.isEmpty() ? null : objects.get(random.nextInt(objects.size()));
    }
  }

  private <T> T pick(Class<T> type, Random random) {
    synchronized (objects) {
      List<T> fitting = objects.stream().filter(type::isInstance).map(type::cast).toList();
      return fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }
  }

  private void keep(Object object, Random random) {
    Object old = null;
    synchronized (objects) {
      made++;
      if (objects.size() >= MOST_OBJECTS) {
        old = objects.remove(random.nextInt(objects.size()));
      }
      objects.add(object);
    }
    close(old);
  }

  private static void close(Object object) {
    if (object instanceof AutoCloseable one) {
      tolerated(one::close);
    }
  }

  private Object make(Random random, Path folder) throws IOException {
    VideoFormat picture = picture(random);
    AudioFormat sound = sound(random);
    return switch (random.nextInt(15)) {
      case 0, 1 ->
          MediaInput.open(
              TestMedia.clip(CLIPS.get(random.nextInt(CLIPS.size()))),
              InputOptions.DEFAULT.withProbing(
                  random.nextBoolean() ? Probing.DECODERS : Probing.CONTAINER));
      case 2, 3 ->
          MediaOutput.create(folder.resolve(made + "-" + random.nextInt() + suffix(random)));
      case 4 -> VideoFrame.allocate(picture);
      case 5 -> AudioFrame.allocate(sound, 1 + random.nextInt(2000));
      case 6 -> VideoScaler.to(picture);
      case 7 -> AudioResampler.to(sound, random.nextInt(3) * 500);
      case 8 -> Encoder.openVideo(video(picture, random), HeaderPlacement.GLOBAL);
      case 9 -> Encoder.openAudio(audio(sound, random), HeaderPlacement.IN_BAND);
      case 14 -> FilterGraph.video(random.nextBoolean() ? "fps=10" : "split[a],[a]vstack");
      case 10 -> ConstantFrameRate.of(new Rational(1 + random.nextInt(60), 1));
      case 11 -> pick(MediaInput.class, random).videoFrames();
      case 12 ->
          pick(MediaInput.class, random)
              .bestVideo()
              .openDecoder(DecoderOptions.DEFAULT.withThreads(1));
      default -> pick(MediaInput.class, random).bestAudio().openDecoder();
    };
  }

  private static String suffix(Random random) {
    return SUFFIXES.get(random.nextInt(SUFFIXES.size()));
  }

  private static VideoFormat picture(Random random) {
    int[] sides = {16, 32, 64, 66};
    PixelFormat[] formats = {PixelFormat.YUV420P, PixelFormat.RGB24, PixelFormat.NV12};
    return VideoFormat.of(
            sides[random.nextInt(4)], sides[random.nextInt(4)], formats[random.nextInt(3)])
        .withFrameRate(random.nextBoolean() ? Rational.UNSET : new Rational(25, 1));
  }

  private static AudioFormat sound(Random random) {
    int[] rates = {48_000, 44_100, 8_000};
    SampleFormat[] formats = SampleFormat.values();
    return new AudioFormat(
        rates[random.nextInt(3)],
        formats[random.nextInt(formats.length)],
        random.nextBoolean() ? ChannelLayout.MONO : ChannelLayout.STEREO);
  }

  private static VideoEncoderSettings video(VideoFormat format, Random random) {
    VideoFormat fitting = format.withPixelFormat(PixelFormat.YUV420P);
    return random.nextBoolean()
        ? X264Settings.of(fitting).preset("ultrafast").threads(1).build()
        : VideoEncoderSettings.of("mpeg4", fitting.withFrameRate(new Rational(25, 1)));
  }

  private static AudioEncoderSettings audio(AudioFormat format, Random random) {
    return random.nextBoolean()
        ? AacSettings.of(format).build()
        : AudioEncoderSettings.of("pcm_s16le", format.withSampleFormat(SampleFormat.S16));
  }

  private static Timestamp time(Random random) {
    long[] values = {0, 1, 40, 1000, 90_000, -5, Long.MAX_VALUE, 1L << 40};
    Rational[] units = {new Rational(1, 25), Rational.MILLISECOND, new Rational(1, 48_000)};
    return new Timestamp(
        random.nextInt(4) == 0 ? values[random.nextInt(values.length)] : random.nextInt(10_000),
        units[random.nextInt(units.length)]);
  }

  /** A sink that keeps, closes, or calls back into something else. */
  private <T> Sink<T> sink(Random random) {
    int kind = random.nextInt(8);
    return item -> {
      switch (kind) {
        case 0 -> keep(item, random);
        case 1 -> {
          if (item instanceof Packet packet) {
            keep(packet.newRef(), random);
          } else if (item instanceof Frame frame) {
            keep(frame.newRef(), random);
          }
        }
        case 2 -> close(item);
        case 3 -> tolerated(() -> use(pick(random), random));
        case 4 -> close(pick(random));
        case 5 -> throw new IllegalStateException("a sink that fails");
        default -> {}
      }
    };
  }

  @SuppressWarnings("unchecked") // the item that is picked is of the stage's kind
  private void use(Object object, Random random) {
    if (random.nextInt(12) == 0) {
      close(object);
      return;
    }
    if (object instanceof MediaInput input) {
      useInput(input, random);
    } else if (object instanceof MediaOutput output) {
      useOutput(output, random);
    } else if (object instanceof FrameReader<?> reader) {
      if (random.nextInt(4) == 0) {
        reader.seek(time(random));
      }
      reader.next();
    } else if (object instanceof Stage<?, ?> stage) {
      useStage((Stage<Object, Object>) stage, random);
    } else if (object instanceof Sink<?> sink) {
      useTrack((Sink<Object>) sink, random);
    } else if (object instanceof Frame frame) {
      useFrame(frame, random);
    } else if (object instanceof Packet packet) {
      packet.bytes();
      keep(packet.newRef(), random);
    }
  }

  private void useInput(MediaInput input, Random random) {
    switch (random.nextInt(7)) {
      case 0 -> input.seek(time(random));
      case 1 -> {
        int[] left = {5};
        List<MediaStream> streams = input.streams();
        input.pumpWhile(
            () -> left[0]-- > 0, streams.get(random.nextInt(streams.size())).to(sink(random)));
      }
      case 6 -> input.endReading();
      default -> input.read(sink(random));
    }
  }

  private void useOutput(MediaOutput output, Random random) {
    switch (random.nextInt(9)) {
      case 0 -> keep(output.addVideo(video(picture(random), random)), random);
      case 1 -> keep(output.addAudio(audio(sound(random), random)), random);
      case 2 -> keep(output.addCopy(pick(MediaInput.class, random).bestAudio()), random);
      case 3 -> keep(output.addEncoded(pick(Encoder.class, random)), random);
      case 4 -> output.start();
      case 5 -> output.describeAs(pick(MediaInput.class, random));
      case 6 -> output.statistics();
      case 7 -> output.finish();
      default -> output.cancel();
    }
  }

  private void useStage(Stage<Object, Object> stage, Random random) {
    Object kind = stage;
    if (random.nextInt(6) == 0) {
      stage.flush(sink(random));
    } else if (kind instanceof Decoder<?>) {
      stage.feed(pick(Packet.class, random), sink(random));
    } else if (kind instanceof AudioResampler || isAudioEncoder(kind)) {
      stage.feed(pick(AudioFrame.class, random), sink(random));
    } else {
      stage.feed(pick(VideoFrame.class, random), sink(random));
    }
  }

  private static boolean isAudioEncoder(Object stage) {
    return stage instanceof Encoder<?> encoder
        && encoder.settings() instanceof AudioEncoderSettings;
  }

  private void useTrack(Sink<Object> track, Random random) {
    Class<?>[] kinds = {Packet.class, VideoFrame.class, AudioFrame.class};
    Object item = pick(kinds[random.nextInt(3)], random);
    try {
      if (random.nextInt(8) == 0) {
        track.end();
      } else {
        track.accept(item);
      }
    } catch (ClassCastException e) {
      // The list has forgotten what the track takes.
    }
  }

  private void useFrame(Frame frame, Random random) {
    frame.setPts(random.nextInt(10) == 0 ? null : time(random));
    frame.setDuration(time(random));
    if (frame instanceof VideoFrame picture) {
      byte[] packed = new byte[picture.packedSize()];
      picture.copyFrom(packed);
      picture.copyTo(packed);
    } else if (frame instanceof AudioFrame sound) {
      byte[] packed = new byte[sound.packedSize()];
      sound.copyFrom(packed);
      sound.copyTo(packed);
    }
    if (random.nextInt(3) == 0) {
      keep(frame.newRef(), random);
    }
  }
}
