package io.av4j.codec;

import java.nio.ByteBuffer;

/**
 * Tells which packets of a stream can be left out alone: what remains decodes without an error, to
 * the same pictures.
 *
 * <p>In H.264 and HEVC the data says which pictures no other refers to. Of other codecs those are
 * known that their maker marked ({@link Packet#disposable}); an AV1 packet must hold one frame
 * alone, as the mark tells of the last in it. Holds nothing native; serves one thread, and wants
 * the stream's packets in their order.
 */
public final class DisposablePackets {
  private static final int UNKNOWN = -1;
  private static final int HVCC_ARRAYS = 22;

  private final String codec;
  // 0 where start codes stand between the NAL units.
  private final int lengthBytes;
  private int highestLayer = UNKNOWN;

  private DisposablePackets(String codec, byte[] headers) {
    this.codec = codec;
    // The configuration records of MP4 begin with their version, annex B with zeros.
    boolean record = headers.length > 0 && headers[0] == 1;
    if (codec.equals("h264")) {
      this.lengthBytes = record && headers.length > 4 ? (headers[4] & 3) + 1 : 0;
    } else if (codec.equals("hevc") && record && headers.length > HVCC_ARRAYS) {
      this.lengthBytes = (headers[21] & 3) + 1;
      readArrays(ByteBuffer.wrap(headers));
    } else {
      this.lengthBytes = 0;
      if (codec.equals("hevc")) {
        hevc(ByteBuffer.wrap(headers));
      }
    }
  }

  /** For the packets of a stream. */
  public static DisposablePackets of(CodecParameters parameters) {
    return new DisposablePackets(parameters.codec(), parameters.headers());
  }

  /** Whether the packet can be left out alone; false where that is not known. */
  public boolean isDisposable(Packet packet) {
    boolean parsed =
        switch (codec) {
          case "h264" -> packet.read(this::h264);
          case "hevc" -> packet.read(this::hevc);
          default -> false;
        };
    return parsed
        || (packet.disposable() && (!codec.equals("av1") || packet.read(Av1Units::isOneFrame)));
  }

  /** ITU-T H.264 7.4.1: {@code nal_ref_idc} is 0 in every slice. */
  private boolean h264(ByteBuffer data) {
    NalUnits units = new NalUnits(data, lengthBytes);
    boolean slices = false;
    for (int at = units.next(); at >= 0; at = units.next()) {
      int type = data.get(at) & 0x1f;
      if (type >= 1 && type <= 5) {
        if ((data.get(at) & 0x60) != 0) {
          return false;
        }
        slices = true;
      }
    }
    return slices;
  }

  /**
   * ITU-T H.265 7.4.2.2: the pictures of the even types below 16 are no reference for others of
   * their temporal sub-layer, and in the highest one there are no others.
   */
  private boolean hevc(ByteBuffer data) {
    NalUnits units = new NalUnits(data, lengthBytes);
    for (int at = units.next(); at >= 0 && at + 2 < data.limit(); at = units.next()) {
      int type = data.get(at) >> 1 & 0x3f;
      int layer = (data.get(at) & 1) << 5 | (data.get(at + 1) & 0xff) >> 3;
      if (layer == 0 && type < 32) {
        int temporal = (data.get(at + 1) & 7) - 1;
        return type < 16 && type % 2 == 0 && temporal == highestLayer;
      }
      if (layer == 0) {
        readParameterSet(data, at, type);
      }
    }
    return false;
  }

  private void readParameterSet(ByteBuffer data, int at, int type) {
    if (type == 33) { // SPS_NUT
      highestLayer = data.get(at + 2) >> 1 & 7; // sps_max_sub_layers_minus1
    }
  }

  /** The parameter sets in an {@code hvcC} (ISO/IEC 14496-15 8.3.3.1). */
  private void readArrays(ByteBuffer record) {
    int at = HVCC_ARRAYS + 1;
    for (int arrays = record.get(HVCC_ARRAYS) & 0xff; arrays > 0; arrays--) {
      int units = at + 3 <= record.limit() ? record.getShort(at + 1) & 0xffff : 0;
      at += 3;
      for (; units > 0 && at + 5 <= record.limit(); units--) {
        readParameterSet(record, at + 2, record.get(at + 2) >> 1 & 0x3f);
        at += 2 + (record.getShort(at) & 0xffff);
      }
    }
  }
}
