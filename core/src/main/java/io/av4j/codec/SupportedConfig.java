package io.av4j.codec;

import io.av4j.frame.ChannelLayout;
import io.av4j.internal.AvError;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** Reads the lists of {@code avcodec_get_supported_config}. */
final class SupportedConfig {
  private SupportedConfig() {}

  /** A list of {@code int}: formats and rates. Empty where the encoder does not say. */
  static List<Integer> numbers(AVCodec codec, int config) {
    List<Integer> values = new ArrayList<>();
    try (PointerPointer<Pointer> list = new PointerPointer<>(1)) {
      int count = ask(codec, config, list);
      if (count > 0) {
        IntPointer numbers = new IntPointer(list.get(Pointer.class, 0));
        for (int i = 0; i < count; i++) {
          values.add(numbers.get(i));
        }
      }
    }
    return values;
  }

  /** The channel layouts. Empty where the encoder does not say. */
  static List<ChannelLayout> layouts(AVCodec codec) {
    List<ChannelLayout> values = new ArrayList<>();
    try (PointerPointer<Pointer> list = new PointerPointer<>(1)) {
      int count = ask(codec, avcodec.AV_CODEC_CONFIG_CHANNEL_LAYOUT, list);
      if (count > 0) {
        AVChannelLayout layouts = new AVChannelLayout(list.get(Pointer.class, 0));
        for (int i = 0; i < count; i++) {
          values.add(ChannelLayout.read(layouts.getPointer(i)));
        }
      }
    }
    return values;
  }

  private static int ask(AVCodec codec, int config, PointerPointer<Pointer> list) {
    list.put(0, (Pointer) null);
    try (IntPointer count = new IntPointer(1)) {
      AvError.check(
          avcodec.avcodec_get_supported_config(
              (AVCodecContext) null, codec, config, 0, list, count),
          "avcodec_get_supported_config");
      @Nullable Pointer first = list.get(Pointer.class, 0);
      return first == null || first.isNull() ? 0 : count.get();
    }
  }
}
