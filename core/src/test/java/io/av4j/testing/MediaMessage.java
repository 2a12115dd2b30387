package io.av4j.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A piece of media that an RTMP server got: the body of an FLV tag.
 *
 * @param kind audio or video
 * @param timestamp in milliseconds, the DTS
 * @param codec the FourCC of enhanced FLV, {@code avc1}, {@code aac}, or the old number
 * @param role what it is to the codec
 * @param size in bytes
 * @param arrived {@link System#nanoTime()} when it was complete
 */
public record MediaMessage(
    Kind kind, long timestamp, String codec, Role role, int size, long arrived) {
  private static final int ENHANCED_VIDEO = 0x80;
  private static final int ENHANCED_AUDIO = 9;
  private static final int VIDEO_MULTITRACK = 6;
  private static final int AUDIO_MULTITRACK = 5;
  private static final int AVC = 7;
  private static final int AAC = 10;
  private static final int KEY_FRAME = 1;
  private static final int FRAMES = 1;
  private static final int FRAMES_WITHOUT_OFFSET = 3;

  /** What a message carries. */
  public enum Kind {
    /** Sound. */
    AUDIO,
    /** Pictures. */
    VIDEO
  }

  /** What a message is to the codec. */
  public enum Role {
    /** What decoding needs and no media. */
    HEADER,
    /** A picture that decoding can begin with. */
    KEY_FRAME,
    /** Another picture, or sound. */
    FRAME,
    /** The codec's end of the stream, without media. */
    END,
    /** Something about the media, as its colors. */
    METADATA
  }

  static MediaMessage of(RtmpMessage message) {
    ByteBuffer body = message.payload().duplicate();
    boolean video = message.type() == RtmpMessage.VIDEO;
    int first = body.hasRemaining() ? body.get() & 0xFF : 0;
    boolean enhanced = video ? (first & ENHANCED_VIDEO) != 0 : first >> 4 == ENHANCED_AUDIO;
    int low = first & 0x0F;
    int packet = enhanced ? low : body.hasRemaining() ? body.get() : 0;
    if (enhanced && low == (video ? VIDEO_MULTITRACK : AUDIO_MULTITRACK)) {
      packet = body.get() & 0x0F;
    }
    String codec = enhanced ? fourCc(body) : video ? oldVideo(low) : oldAudio(first >> 4);
    boolean packeted = enhanced || codec.equals("avc1") || codec.equals("aac");
    boolean key = video && (first >> 4 & 7) == KEY_FRAME;
    return new MediaMessage(
        video ? Kind.VIDEO : Kind.AUDIO,
        message.timestamp(),
        codec,
        packeted ? role(packet, key) : role(FRAMES, key),
        message.payload().remaining(),
        System.nanoTime());
  }

  private static Role role(int packet, boolean key) {
    return switch (packet) {
      case 0 -> Role.HEADER;
      case FRAMES, FRAMES_WITHOUT_OFFSET -> key ? Role.KEY_FRAME : Role.FRAME;
      case 2 -> Role.END;
      default -> Role.METADATA;
    };
  }

  private static String fourCc(ByteBuffer body) {
    byte[] name = new byte[Math.min(4, body.remaining())];
    body.get(name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  private static String oldVideo(int id) {
    return id == AVC ? "avc1" : "video " + id;
  }

  private static String oldAudio(int id) {
    return id == AAC ? "aac" : "audio " + id;
  }
}
