package io.av4j.safety;

import static io.av4j.safety.Arguments.ITEM;
import static io.av4j.safety.Arguments.PICTURE;
import static io.av4j.safety.Arguments.SOUND;
import static io.av4j.safety.Arguments.arguments;
import static io.av4j.safety.Arguments.input;
import static io.av4j.safety.Arguments.packet;
import static io.av4j.safety.Arguments.videoEncoder;
import static io.av4j.safety.Misuse.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.codec.X264Settings;
import io.av4j.container.FrameReader;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.OutputOptions;
import io.av4j.filter.AudioResampler;
import io.av4j.filter.ConstantFrameRate;
import io.av4j.filter.FilterGraph;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.Scenario;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** Every public method of every native-backed type, on an object that is over. */
public final class ClosedObjects implements Supplier<Map<String, Scenario>> {

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
    all.put("a closed FilterGraph", () -> onClosed(FilterGraph.video("scale=32:32")));
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

  private static MediaOutput output() throws IOException {
    Path file = Files.createTempFile("av4j-closed", ".mp4");
    file.toFile().deleteOnExit();
    return MediaOutput.create(file);
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
    withItem(Arguments::packet, () -> callAll(copy));
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
            FilterGraph.video("null"),
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
}
