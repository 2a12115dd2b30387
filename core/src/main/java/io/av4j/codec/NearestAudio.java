package io.av4j.codec;

import io.av4j.frame.ChannelLayout;
import io.av4j.frame.SampleFormat;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Chooses, of what an encoder takes, what loses least. An empty list takes everything. */
final class NearestAudio {
  private NearestAudio() {}

  /** The rate itself, the next higher, or the highest. */
  static int rate(List<Integer> taken, int wanted) {
    return taken.stream()
        .filter(rate -> rate >= wanted)
        .min(Comparator.naturalOrder())
        .or(() -> taken.stream().max(Comparator.naturalOrder()))
        .orElse(wanted);
  }

  /** The format itself, its sibling with the channels laid out otherwise, or one of its size. */
  static SampleFormat samples(List<SampleFormat> taken, SampleFormat wanted) {
    return taken.stream()
        .min(
            Comparator.comparingInt((SampleFormat format) -> loss(format, wanted))
                .thenComparingInt(SampleFormat::bytesPerSample))
        .orElse(wanted);
  }

  private static int loss(SampleFormat format, SampleFormat wanted) {
    if (format == wanted) {
      return 0;
    }
    if (kind(format).equals(kind(wanted))) {
      return 1;
    }
    int missing = wanted.bytesPerSample() - format.bytesPerSample();
    return missing <= 0 ? 2 : 2 + missing;
  }

  /** The name without the P of planes. */
  private static String kind(SampleFormat format) {
    String name = format.toString().toLowerCase(Locale.ROOT);
    return format.isPlanar() ? name.substring(0, name.length() - 1) : name;
  }

  /**
   * The layout itself, another of as many channels, the most of those with fewer, or the fewest.
   */
  static ChannelLayout layout(List<ChannelLayout> taken, ChannelLayout wanted) {
    if (taken.isEmpty() || taken.contains(wanted)) {
      return wanted;
    }
    Comparator<ChannelLayout> byNumber = Comparator.comparingInt(ChannelLayout::channels);
    return taken.stream()
        .filter(layout -> layout.channels() <= wanted.channels())
        .max(byNumber)
        .or(() -> taken.stream().min(byNumber))
        .orElse(wanted);
  }
}
