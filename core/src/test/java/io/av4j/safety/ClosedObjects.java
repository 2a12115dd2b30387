package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.av4j.CancelToken;
import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.AudioStream;
import io.av4j.container.FrameReader;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.OutputOptions;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.ColorProperties;
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
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Every public method of every native-backed type, on an object that is over. */
public final class ClosedObjects implements Supplier<Map<String, Scenario>> {
  private static final VideoFormat PICTURE =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
  private static final AudioFormat SOUND =
      new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);

  /** What the object under test takes where its type is generic. */
  private static final ThreadLocal<Supplier<AutoCloseable>> ITEM =
      ThreadLocal.withInitial(() -> () -> VideoFrame.allocate(PICTURE));

  private static final String CLIP = "flash_baseline.flv";

  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("a closed Packet", () -> onClosed(packet()));
    all.put("a closed VideoFrame", () -> onClosed(VideoFrame.allocate(PICTURE)));
    all.put("a closed AudioFrame", () -> onClosed(AudioFrame.allocate(SOUND, 100)));
    all.put("a Packet beyond its turn", ClosedObjects::lentPacket);
    all.put("frames beyond their turn", ClosedObjects::lentFrames);
    all.put("a closed video Decoder", () -> onClosed(videoDecoder()));
    all.put("a closed audio Decoder", () -> onClosed(audioDecoder()));
    all.put("a closed video Encoder", () -> onClosed(videoEncoder()));
    all.put("a closed audio Encoder", ClosedObjects::closedAudioEncoder);
    all.put("a closed VideoScaler", () -> onClosed(VideoScaler.to(PICTURE)));
    all.put("a closed AudioResampler", () -> onClosed(AudioResampler.to(SOUND, 100)));
    all.put(
        "a closed ConstantFrameRate", () -> onClosed(ConstantFrameRate.of(new Rational(25, 1))));
    all.put("a closed TimeShift", () -> onClosed(TimeShift.by(Timestamp.ofMicros(5))));
    all.put("a closed MediaInput", () -> onClosed(input()));
    all.put("the streams of a closed MediaInput", ClosedObjects::streams);
    all.put("a closed FrameReader", ClosedObjects::reader);
    all.put("the FrameReader of a closed MediaInput", ClosedObjects::readerOfClosedInput);
    all.put("a closed MediaOutput", () -> onClosed(output()));
    all.put("the tracks of a closed MediaOutput", ClosedObjects::tracks);
    all.put("everything open, with nothing sensible", ClosedObjects::open);
    all.put("every static method and constructor", ClosedObjects::statics);
    all.put("values, with nothing sensible", ClosedObjects::values);
    return all;
  }

  private static MediaInput input() {
    return MediaInput.open(TestMedia.clip(CLIP));
  }

  private static MediaOutput output() throws IOException {
    Path file = Files.createTempFile("av4j-closed", ".mp4");
    file.toFile().deleteOnExit();
    return MediaOutput.create(file);
  }

  private static Packet packet() {
    List<Packet> kept = new ArrayList<>();
    try (MediaInput input = input()) {
      input.read(packet -> kept.add(packet.newRef()));
    }
    return kept.get(0);
  }

  private static Decoder<VideoFrame> videoDecoder() {
    try (MediaInput input = input()) {
      return input.bestVideo().openDecoder(DecoderOptions.DEFAULT.withThreads(1));
    }
  }

  private static Decoder<AudioFrame> audioDecoder() {
    try (MediaInput input = input()) {
      return input.bestAudio().openDecoder();
    }
  }

  private static Encoder<VideoFrame> videoEncoder() {
    return Encoder.openVideo(VideoEncoderSettings.of("mpeg4", PICTURE), HeaderPlacement.IN_BAND);
  }

  private static Encoder<AudioFrame> audioEncoder() {
    return Encoder.openAudio(AudioEncoderSettings.of("aac", SOUND), HeaderPlacement.IN_BAND);
  }

  private static void onClosed(AutoCloseable object) throws Exception {
    object.close();
    callAll(object);
    object.close();
  }

  private static void closedAudioEncoder() {
    Encoder<AudioFrame> encoder = audioEncoder();
    encoder.close();
    withItem(() -> AudioFrame.allocate(SOUND, 100), () -> callAll(encoder));
    encoder.close();
  }

  private static void lentPacket() {
    List<Packet> kept = new ArrayList<>();
    try (MediaInput input = input()) {
      for (int i = 0; i < 3; i++) {
        input.read(kept::add);
      }
      kept.forEach(ClosedObjects::requireOver);
    }
    kept.forEach(ClosedObjects::requireOver);
  }

  private static void lentFrames() {
    List<Object> kept = new ArrayList<>();
    try (MediaInput input = input();
        Decoder<VideoFrame> video = videoDecoder();
        Decoder<AudioFrame> audio = audioDecoder();
        VideoScaler scaler = VideoScaler.to(PICTURE);
        AudioResampler resampler = AudioResampler.to(SOUND, 500)) {
      Sink<VideoFrame> pictures = kept::add;
      Sink<AudioFrame> sounds = kept::add;
      for (int i = 0; i < 30; i++) {
        input.read(
            packet -> {
              if (packet.streamIndex() == 0) {
                video.feed(
                    packet,
                    frame -> {
                      kept.add(frame);
                      scaler.feed(frame, pictures);
                    });
              } else {
                audio.feed(
                    packet,
                    frame -> {
                      kept.add(frame);
                      resampler.feed(frame, sounds);
                    });
              }
            });
      }
      kept.forEach(ClosedObjects::requireOver);
    }
    assertThat(kept).hasSizeGreaterThan(20);
    kept.forEach(ClosedObjects::requireOver);
  }

  private static void streams() {
    MediaInput input = input();
    List<MediaStream> streams = input.streams();
    input.close();
    for (MediaStream stream : streams) {
      callAll(stream);
      assertThat(stream.codec()).isIn("h264", "aac");
    }
  }

  private static void reader() throws Exception {
    try (MediaInput input = input()) {
      FrameReader<VideoFrame> reader = input.videoFrames();
      VideoFrame lent = reader.next();
      assertThat(lent.isOpen()).isTrue();
      onClosed(reader);
      requireOver(lent);
    }
  }

  private static void readerOfClosedInput() {
    MediaInput input = input();
    try (FrameReader<VideoFrame> reader = input.videoFrames()) {
      reader.next();
      input.close();
      callAll(reader);
    }
  }

  private static void tracks() throws IOException {
    MediaOutput output = output();
    Sink<VideoFrame> video = output.addVideo(X264Settings.of(PICTURE).build());
    Sink<AudioFrame> audio = output.addAudio(AacSettings.of(SOUND).build());
    Sink<Packet> copy;
    try (MediaInput input = input()) {
      copy = output.addCopy(input.bestAudio());
    }
    output.close();
    callAll(video);
    withItem(() -> AudioFrame.allocate(SOUND, 100), () -> callAll(audio));
    withItem(ClosedObjects::packet, () -> callAll(copy));
  }

  /** Null, zero and closed things given to objects that are open. */
  private static void open() throws Exception {
    List<AutoCloseable> all =
        List.of(
            packet(),
            VideoFrame.allocate(PICTURE),
            AudioFrame.allocate(SOUND, 100),
            videoDecoder(),
            audioDecoder(),
            videoEncoder(),
            audioEncoder(),
            VideoScaler.to(PICTURE),
            AudioResampler.to(SOUND),
            ConstantFrameRate.of(new Rational(25, 1)),
            TimeShift.by(Timestamp.ofMicros(5)),
            input(),
            output());
    for (AutoCloseable object : all) {
      boolean sound =
          object instanceof Encoder<?> encoder && encoder.settings().encoder().equals("aac");
      withItem(sound ? () -> AudioFrame.allocate(SOUND, 100) : ITEM.get(), () -> callAll(object));
      tolerated(object::close);
    }
  }

  private static void withItem(Supplier<AutoCloseable> item, Runnable calls) {
    Supplier<AutoCloseable> usual = ITEM.get();
    ITEM.set(item);
    try {
      calls.run();
    } finally {
      ITEM.set(usual);
    }
  }

  private static void values() {
    for (Object value :
        List.of(
            ChannelLayout.STEREO,
            new ChannelLayout("no such layout", 3),
            new ChannelLayout("", 64),
            PixelFormat.YUV420P,
            new PixelFormat("no such format"),
            ColorProperties.UNKNOWN,
            new ColorProperties("a", "b", "c", "d", "e"),
            SampleFormat.DBLP,
            PICTURE,
            SOUND,
            InputOptions.DEFAULT,
            OutputOptions.DEFAULT,
            DecoderOptions.DEFAULT,
            X264Settings.of(PICTURE),
            AacSettings.of(SOUND))) {
      callAll(value);
    }
  }

  /** What nobody has made yet, with null, zero and nonsense. */
  private static void statics() {
    Set<String> exported =
        Set.of("", ".clock", ".codec", ".container", ".filter", ".flow", ".frame", ".log", ".time");
    List<AutoCloseable> made = new ArrayList<>();
    int calls = 0;
    for (JavaClass imported :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.av4j")) {
      if (!imported.getModifiers().contains(JavaModifier.PUBLIC)
          || !exported.contains(imported.getPackageName().substring("io.av4j".length()))) {
        continue;
      }
      Class<?> type = imported.reflect();
      List<Executable> all = new ArrayList<>(List.of(type.getConstructors()));
      for (Method method : type.getMethods()) {
        if (Modifier.isStatic(method.getModifiers()) && method.getDeclaringClass() == type) {
          all.add(method);
        }
      }
      for (Executable one : all) {
        for (int variant = 0; variant < 3 && !Modifier.isAbstract(type.getModifiers()); variant++) {
          Object[] arguments = arguments(one, variant, made);
          if (arguments != null) {
            calls++;
            tolerated(
                () -> {
                  Object result = create(one, arguments);
                  if (result instanceof AutoCloseable opened) {
                    made.add(opened);
                  }
                });
          }
        }
      }
    }
    made.forEach(one -> tolerated(one::close));
    System.out.println(calls + " calls of static methods and constructors");
    assertThat(calls).isGreaterThan(150);
  }

  private static @Nullable Object create(Executable one, Object[] arguments) throws Exception {
    try {
      return one instanceof Constructor<?> constructor
          ? constructor.newInstance(arguments)
          : ((Method) one).invoke(null, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void requireOver(Object item) {
    assertThat(callAll(item)).as("refusals of " + item).isGreaterThan(2);
    assertThat(item.toString()).contains("over");
  }

  /** Calls every public method in several ways; how many calls were refused because it is over. */
  private static int callAll(Object object) {
    int refused = 0;
    List<AutoCloseable> made = new ArrayList<>();
    Method[] methods = publicType(object.getClass()).getMethods();
    Arrays.sort(methods, Comparator.comparing(Method::toGenericString));
    for (Method method : methods) {
      if (Modifier.isStatic(method.getModifiers())
          || method.isBridge()
          || method.getDeclaringClass() == Object.class
          || method.getName().equals("close")) {
        continue;
      }
      for (int variant = 0; variant < 3; variant++) {
        Object[] arguments = arguments(method, variant, made);
        if (arguments == null) {
          continue;
        }
        RuntimeException e =
            tolerated(
                () -> {
                  Object result = invoke(method, object, arguments);
                  if (result instanceof AutoCloseable opened
                      && opened != object
                      && !(opened instanceof Pointer)) {
                    made.add(opened);
                  } else if (result instanceof Iterable<?> several) {
                    several.forEach(item -> assertThat(item).isNotNull());
                  }
                });
        refused += e instanceof IllegalStateException ? 1 : 0;
        if (variant == 0 && method.getParameterCount() == 0) {
          break;
        }
      }
    }
    made.forEach(one -> tolerated(one::close));
    return refused;
  }

  private static Object invoke(Method method, Object object, Object[] arguments) throws Exception {
    try {
      return method.invoke(object, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** The type by which a user knows the object; tracks are private classes. */
  private static Class<?> publicType(Class<?> type) {
    return Sink.class.isAssignableFrom(type) ? Sink.class : type;
  }

  /** Arguments that a caller might give: plausible, null or zero, wrong; null for no such ones. */
  private static Object @Nullable [] arguments(
      Executable method, int variant, List<AutoCloseable> made) {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(types[i], method, variant, made);
      if (arguments[i] == null && variant != 1 && Pointer.class.isAssignableFrom(types[i])) {
        return null;
      }
    }
    return arguments;
  }

  private static @Nullable Object argument(
      Class<?> type, Executable method, int variant, List<AutoCloseable> made) {
    boolean absent = variant == 1;
    if (type == int.class) {
      return variant == 0 ? 1 : absent ? 0 : Integer.MIN_VALUE;
    }
    if (type == long.class) {
      return variant == 0 ? 1L : absent ? 0L : Long.MIN_VALUE;
    }
    if (type == double.class) {
      return variant == 0 ? 1.0 : absent ? 0.0 : Double.NaN;
    }
    if (absent) {
      return null;
    }
    if (type.isArray()) {
      int length = variant == 0 && type.getComponentType().isPrimitive() ? 1 << 16 : 0;
      return Array.newInstance(type.getComponentType(), length);
    }
    Object plausible = plausible(type, method, made);
    if (variant == 2 && plausible instanceof AutoCloseable closed && !(closed instanceof Pointer)) {
      tolerated(closed::close);
    }
    return plausible;
  }

  private static @Nullable Object plausible(
      Class<?> type, Executable method, List<AutoCloseable> made) {
    if (type == Sink.class) {
      Sink<Object> sink = item -> {};
      return sink;
    } else if (type == Timestamp.class) {
      return Timestamp.ofMicros(1);
    } else if (type == Rational.class) {
      return new Rational(1, 25);
    } else if (type == ByteBuffer.class) {
      return ByteBuffer.allocateDirect(1 << 16);
    } else if (type == String.class) {
      return "h264";
    } else if (type == BooleanSupplier.class) {
      BooleanSupplier yes = () -> true;
      return yes;
    } else if (type == Packet.class) {
      return made(packet(), made);
    } else if (type == VideoFrame.class) {
      return made(VideoFrame.allocate(PICTURE), made);
    } else if (type == AudioFrame.class) {
      return made(AudioFrame.allocate(SOUND, 100), made);
    } else if (type == Encoder.class) {
      return made(videoEncoder(), made);
    } else if (type == MediaInput.class) {
      return made(input(), made);
    } else if (type == MediaStream.class || type == VideoStream.class) {
      return ((MediaInput) made(input(), made)).bestVideo();
    } else if (type == AudioStream.class) {
      return ((MediaInput) made(input(), made)).bestAudio();
    } else if (type == Route.class) {
      return ((MediaInput) made(input(), made)).bestVideo().to(packet -> {});
    } else if (type == VideoEncoderSettings.class) {
      return X264Settings.of(PICTURE).build();
    } else if (type == AudioEncoderSettings.class) {
      return AacSettings.of(SOUND).build();
    } else if (type == DecoderOptions.class) {
      return DecoderOptions.DEFAULT;
    } else if (type == InputOptions.class) {
      return InputOptions.DEFAULT;
    } else if (type == OutputOptions.class) {
      return OutputOptions.DEFAULT;
    } else if (type == CancelToken.class) {
      return new CancelToken();
    } else if (type == AVCodecParameters.class || type == AVChannelLayout.class) {
      // The doors to the structs are unchecked.
      return null;
    } else if (type == VideoFormat.class) {
      return PICTURE;
    } else if (type == AudioFormat.class) {
      return SOUND;
    } else if (type == PixelFormat.class) {
      return PixelFormat.YUV420P;
    } else if (type == ChannelLayout.class) {
      return ChannelLayout.MONO;
    } else if (type == Path.class) {
      return Path.of(System.getProperty("java.io.tmpdir"), "av4j-no-such-folder", "file.mp4");
    } else if (type == Duration.class) {
      return Duration.ofSeconds(1);
    } else if (type == Map.class) {
      return Map.of("no_such_option", "1");
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type == Consumer.class) {
      Consumer<Object> consumer = item -> {};
      return consumer;
    } else if (type == Object.class || type == Frame.class) {
      return made(ITEM.get().get(), made);
    }
    if (isStage(method) && !Modifier.isStatic(method.getModifiers())) {
      throw new AssertionError("no argument for " + type + " of " + method);
    }
    return null;
  }

  /** There a missing argument would be a gap of this test. */
  private static boolean isStage(Executable method) {
    return AutoCloseable.class.isAssignableFrom(method.getDeclaringClass());
  }

  private static AutoCloseable made(AutoCloseable object, List<AutoCloseable> made) {
    made.add(object);
    return object;
  }
}
