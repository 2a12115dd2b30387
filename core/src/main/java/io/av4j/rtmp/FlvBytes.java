package io.av4j.rtmp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link RtmpPlayer} gets, as the bytes of an FLV file that never ends. */
final class FlvBytes implements RtmpPlayer.Flv {
  private static final int FILE_HEADER = 13;
  private static final int TAG_HEADER = 11;
  private static final int TAG_SIZE = 4;
  private static final int DATA = RtmpMessage.DATA;
  private static final int HAS_VIDEO = 1;
  private static final int HAS_AUDIO = 4;
  private static final byte[] KEEP = "@setDataFrame".getBytes(StandardCharsets.US_ASCII);

  private final RtmpPlayer player;
  private boolean begun;
  private ByteBuffer rest = ByteBuffer.allocate(0);

  FlvBytes(RtmpPlayer player) {
    this.player = player;
  }

  @Override
  public int read(ByteBuffer into, Duration timeout) {
    if (!rest.hasRemaining()) {
      RtmpPlayer.Tag tag = player.read(timeout);
      if (tag == null) {
        return -1;
      }
      rest = bytes(tag);
    }
    int size = Math.min(into.remaining(), rest.remaining());
    into.put(rest.slice(rest.position(), size));
    rest.position(rest.position() + size);
    return size;
  }

  private ByteBuffer bytes(RtmpPlayer.Tag tag) {
    ByteBuffer body = tag.type() == DATA ? data(tag.body()) : tag.body();
    int size = body.remaining();
    ByteBuffer out = ByteBuffer.allocate((begun ? 0 : FILE_HEADER) + TAG_HEADER + size + TAG_SIZE);
    if (!begun) {
      begun = true;
      out.put(new byte[] {'F', 'L', 'V', 1, (byte) kinds(tag, body), 0, 0, 0, 9, 0, 0, 0, 0});
    }
    int time = (int) tag.timestamp();
    out.putInt((tag.type() << 24) | size).putInt((time << 8) | (time >>> 24));
    out.put(new byte[3]).put(body).putInt(TAG_HEADER + size);
    return out.flip();
  }

  /** Data as it was before a publisher asked for it to be kept. */
  private static ByteBuffer data(ByteBuffer body) {
    int start = 1 + Short.BYTES;
    boolean kept = body.remaining() > start + KEEP.length;
    for (int i = 0; kept && i < KEEP.length; i++) {
      kept = body.get(body.position() + start + i) == KEEP[i];
    }
    int skip = kept ? start + KEEP.length : 0;
    return body.slice(body.position() + skip, body.remaining() - skip);
  }

  /** What the file says it holds: what the metadata names, so that nobody waits for more. */
  private static int kinds(RtmpPlayer.Tag first, ByteBuffer body) {
    Map<?, ?> named = first.type() == DATA ? metadata(body) : null;
    if (named == null) {
      return HAS_VIDEO | HAS_AUDIO;
    }
    return (named.containsKey("videocodecid") ? HAS_VIDEO : 0)
        | (named.containsKey("audiocodecid") ? HAS_AUDIO : 0);
  }

  private static @Nullable Map<?, ?> metadata(ByteBuffer body) {
    List<@Nullable Object> values = Amf0.read(body);
    return values.size() > 1
            && "onMetaData".equals(values.get(0))
            && values.get(1) instanceof Map<?, ?> fields
        ? fields
        : null;
  }
}
