package io.av4j.frame;

import io.av4j.internal.AvError;
import java.io.Serializable;
import java.util.Objects;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of a picture mean as colours, by FFmpeg's names ({@code tv}, {@code bt709}, …).
 *
 * @param range {@code AVColorRange}: {@code tv}, {@code pc} or {@code unknown}
 * @param space {@code AVColorSpace}, the YUV matrix
 * @param primaries {@code AVColorPrimaries}
 * @param transfer {@code AVColorTransferCharacteristic}
 * @param chromaLocation {@code AVChromaLocation}
 */
public record ColorProperties(
    String range, String space, String primaries, String transfer, String chromaLocation)
    implements Serializable {
  /** Nothing known. */
  public static final ColorProperties UNKNOWN =
      new ColorProperties("unknown", "unknown", "unknown", "unknown", "unspecified");

  /** Checks that nothing is null. */
  public ColorProperties {
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(space, "space");
    Objects.requireNonNull(primaries, "primaries");
    Objects.requireNonNull(transfer, "transfer");
    Objects.requireNonNull(chromaLocation, "chromaLocation");
  }

  /** The properties of FFmpeg's numbers. */
  public static ColorProperties ofIds(
      int range, int space, int primaries, int transfer, int location) {
    if (range == avutil.AVCOL_RANGE_UNSPECIFIED
        && space == avutil.AVCOL_SPC_UNSPECIFIED
        && primaries == avutil.AVCOL_PRI_UNSPECIFIED
        && transfer == avutil.AVCOL_TRC_UNSPECIFIED
        && location == avutil.AVCHROMA_LOC_UNSPECIFIED) {
      return UNKNOWN;
    }
    return new ColorProperties(
        name(AvError.string(avutil.av_color_range_name(range))),
        name(AvError.string(avutil.av_color_space_name(space))),
        name(AvError.string(avutil.av_color_primaries_name(primaries))),
        name(AvError.string(avutil.av_color_transfer_name(transfer))),
        name(AvError.string(avutil.av_chroma_location_name(location))));
  }

  private static String name(@Nullable String name) {
    return name == null ? "unknown" : name;
  }

  /** FFmpeg's number of the range; "unspecified" for a name it does not know, here and below. */
  public int rangeId() {
    return known(avutil.av_color_range_from_name(range), avutil.AVCOL_RANGE_UNSPECIFIED);
  }

  /** FFmpeg's number of the YUV matrix. */
  public int spaceId() {
    return known(avutil.av_color_space_from_name(space), avutil.AVCOL_SPC_UNSPECIFIED);
  }

  /** FFmpeg's number of the primaries. */
  public int primariesId() {
    return known(avutil.av_color_primaries_from_name(primaries), avutil.AVCOL_PRI_UNSPECIFIED);
  }

  /** FFmpeg's number of the transfer characteristic. */
  public int transferId() {
    return known(avutil.av_color_transfer_from_name(transfer), avutil.AVCOL_TRC_UNSPECIFIED);
  }

  /** FFmpeg's number of the chroma location. */
  public int chromaLocationId() {
    return known(
        avutil.av_chroma_location_from_name(chromaLocation), avutil.AVCHROMA_LOC_UNSPECIFIED);
  }

  private static int known(int id, int unspecified) {
    return id < 0 ? unspecified : id;
  }
}
