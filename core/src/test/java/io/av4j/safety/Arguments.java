package io.av4j.safety;

import static io.av4j.safety.Misuse.tolerated;

import io.av4j.CancelToken;
import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.codec.X264Settings;
import io.av4j.container.AudioStream;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaStream;
import io.av4j.container.OutputOptions;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.ChannelLayout;
import io.av4j.frame.Frame;
import io.av4j.frame.PixelFormat;
import io.av4j.frame.SampleFormat;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.testing.TestMedia;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** What a caller might give to any public method: something plausible, nothing, nonsense. */
final class Arguments {
  static final VideoFormat PICTURE =
      VideoFormat.of(64, 48, PixelFormat.YUV420P).withFrameRate(new Rational(25, 1));
  static final AudioFormat SOUND = new AudioFormat(48_000, SampleFormat.FLTP, ChannelLayout.STEREO);

  /** What the object under test takes where its type is generic. */
  static final ThreadLocal<Supplier<AutoCloseable>> ITEM =
      ThreadLocal.withInitial(() -> () -> VideoFrame.allocate(PICTURE));

  private static final String CLIP = "flash_baseline.flv";

  private Arguments() {}

  static MediaInput input() {
    return MediaInput.open(TestMedia.clip(CLIP));
  }

  static Packet packet() {
    List<Packet> kept = new ArrayList<>();
    try (MediaInput input = input()) {
      input.read(packet -> kept.add(packet.newRef()));
    }
    return kept.get(0);
  }

  static Encoder<VideoFrame> videoEncoder() {
    return Encoder.openVideo(VideoEncoderSettings.of("mpeg4", PICTURE), HeaderPlacement.IN_BAND);
  }

  /** Arguments that a caller might give: plausible, null or zero, wrong; null for no such ones. */
  static Object @Nullable [] arguments(Executable method, int variant, List<AutoCloseable> made) {
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
    } else if (type == CodecParameters.class) {
      return made(CodecParameters.of((Encoder<?>) made(videoEncoder(), made)), made);
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
