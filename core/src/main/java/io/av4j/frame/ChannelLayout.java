package io.av4j.frame;

import io.av4j.internal.AvError;
import io.av4j.internal.Natives;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * Which channels a sound has and in which order, by FFmpeg's description ({@code AVChannelLayout}).
 *
 * <p>A value: {@code mono}, {@code stereo}, {@code 5.1(side)}, or {@code 3 channels} where only the
 * number is known.
 *
 * @param name FFmpeg's description
 * @param channels how many channels, at least 1
 */
public record ChannelLayout(String name, int channels) implements Serializable {
  /** One channel. */
  public static final ChannelLayout MONO = new ChannelLayout("mono", 1);

  /** Left and right. */
  public static final ChannelLayout STEREO = new ChannelLayout("stereo", 2);

  private static final int MOST_CHANNELS = 64;

  /** Checks the number of channels; {@link #of} checks that they fit the name. */
  public ChannelLayout {
    Objects.requireNonNull(name, "name");
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "channels must be 1 to " + MOST_CHANNELS + ": " + channels);
    }
  }

  /**
   * The layout of that description ({@code av_channel_layout_from_string}).
   *
   * @throws IllegalArgumentException if FFmpeg does not know it
   */
  public static ChannelLayout of(String name) {
    Natives.require();
    try (AVChannelLayout layout = parse(name)) {
      try {
        return read(layout);
      } finally {
        avutil.av_channel_layout_uninit(layout);
      }
    }
  }

  /**
   * The usual layout of a number of channels ({@code av_channel_layout_default}).
   *
   * @throws IllegalArgumentException if channels is not 1 to 64
   */
  public static ChannelLayout ofChannels(int channels) {
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw new IllegalArgumentException(
          "channels must be 1 to " + MOST_CHANNELS + ": " + channels);
    }
    Natives.require();
    try (AVChannelLayout layout = new AVChannelLayout()) {
      layout.zero();
      avutil.av_channel_layout_default(layout, channels);
      return read(layout);
    }
  }

  /**
   * This layout, or, where only the number of channels is known ({@code AV_CHANNEL_ORDER_UNSPEC}),
   * the usual one of so many.
   */
  public ChannelLayout orUsual() {
    boolean named = !name.equals(channels + " channels");
    return named || channels < 1 || channels > MOST_CHANNELS ? this : ofChannels(channels);
  }

  /** The layout in a struct of FFmpeg's, which stays the caller's. */
  public static ChannelLayout read(AVChannelLayout layout) {
    int channels = layout.nb_channels();
    if (layout.order() == avutil.AV_CHANNEL_ORDER_NATIVE && channels <= 2) {
      if (avutil.av_channel_layout_check(layout) == 1
          && layout.u_mask() == avutil.AV_CH_LAYOUT_STEREO) {
        return STEREO;
      }
      if (layout.u_mask() == avutil.AV_CH_LAYOUT_MONO) {
        return MONO;
      }
    }
    byte[] text = new byte[256];
    int length =
        AvError.check(
            avutil.av_channel_layout_describe(layout, text, text.length),
            "av_channel_layout_describe");
    int end = Math.max(0, Math.min(length, text.length) - 1);
    return new ChannelLayout(new String(text, 0, end, StandardCharsets.UTF_8), channels);
  }

  /**
   * Writes the layout into a struct of FFmpeg's, over what it held.
   *
   * @throws IllegalArgumentException if FFmpeg does not know the description, or it is one of
   *     another number of channels
   */
  public void write(AVChannelLayout target) {
    if (target.isNull()) {
      throw new NullPointerException("target");
    }
    try (AVChannelLayout parsed = parse(name)) {
      try {
        if (parsed.nb_channels() != channels) {
          throw new IllegalArgumentException(
              name + " has " + parsed.nb_channels() + " channels, not " + channels);
        }
        AvError.check(avutil.av_channel_layout_copy(target, parsed), "av_channel_layout_copy");
      } finally {
        avutil.av_channel_layout_uninit(parsed);
      }
    }
  }

  private static AVChannelLayout parse(String name) {
    Objects.requireNonNull(name, "name");
    AVChannelLayout layout = new AVChannelLayout();
    layout.zero();
    try (BytePointer text = new BytePointer(name, StandardCharsets.UTF_8)) {
      if (avutil.av_channel_layout_from_string(layout, text) < 0) {
        layout.close();
        throw new IllegalArgumentException("FFmpeg knows no channel layout " + name);
      }
    }
    return layout;
  }

  /** The description. */
  @Override
  public String toString() {
    return name;
  }
}
