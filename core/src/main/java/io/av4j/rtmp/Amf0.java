package io.av4j.rtmp;

import io.av4j.MediaIoException;
import io.av4j.internal.SocketFailure;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of RTMP's commands (<i>Action Message Format AMF 0</i>): Double, Boolean, String, Map,
 * List, or null for what is null or undefined.
 */
final class Amf0 {
  /** Values within values; what servers send has three. */
  static final int DEEPEST = 16;

  /** Values of one message. */
  static final int MOST_VALUES = 10_000;

  private static final int NUMBER = 0;
  private static final int BOOLEAN = 1;
  private static final int STRING = 2;
  private static final int OBJECT = 3;
  private static final int NULL = 5;
  private static final int UNDEFINED = 6;
  private static final int ECMA_ARRAY = 8;
  private static final int OBJECT_END = 9;
  private static final int STRICT_ARRAY = 10;
  private static final int DATE = 11;
  private static final int LONG_STRING = 12;
  private static final int XML_DOCUMENT = 15;
  private static final int LONGEST_SHORT = 0xFFFF;

  private final ByteBuffer in;
  private int left = MOST_VALUES;

  private Amf0(ByteBuffer in) {
    this.in = in;
  }

  /**
   * All values of a message.
   *
   * @param bytes left as it is
   * @throws MediaIoException if they are cut off, of an unknown type, too deep or too many
   */
  static List<@Nullable Object> read(ByteBuffer bytes) {
    Amf0 reader = new Amf0(bytes.duplicate());
    List<@Nullable Object> values = new ArrayList<>();
    try {
      while (reader.in.hasRemaining()) {
        values.add(reader.value(0));
      }
      return values;
    } catch (BufferUnderflowException e) {
      throw SocketFailure.protocol(
          "rtmp", "AMF that is cut off, behind " + values.size() + " values");
    }
  }

  private @Nullable Object value(int depth) {
    if (depth > DEEPEST) {
      throw SocketFailure.protocol("rtmp", "AMF deeper than " + DEEPEST + " values");
    }
    left--;
    if (left < 0) {
      throw SocketFailure.protocol("rtmp", "AMF of more than " + MOST_VALUES + " values");
    }
    int type = in.get();
    return switch (type) {
      case NUMBER -> in.getDouble();
      case BOOLEAN -> in.get() != 0;
      case STRING -> text(in.getShort() & LONGEST_SHORT);
      case OBJECT -> object(depth);
      case NULL, UNDEFINED -> null;
      case ECMA_ARRAY -> {
        in.getInt();
        yield object(depth);
      }
      case STRICT_ARRAY -> list(depth);
      case DATE -> {
        double millis = in.getDouble();
        in.getShort();
        yield millis;
      }
      case LONG_STRING, XML_DOCUMENT -> text(in.getInt());
      default -> throw SocketFailure.protocol("rtmp", "AMF of the type " + type);
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (true) {
      String name = text(in.getShort() & LONGEST_SHORT);
      if (name.isEmpty() && in.hasRemaining() && in.get(in.position()) == OBJECT_END) {
        in.get();
        return fields;
      }
      fields.put(name, value(depth + 1));
    }
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> items = new ArrayList<>();
    for (long i = Integer.toUnsignedLong(in.getInt()); i > 0; i--) {
      items.add(value(depth + 1));
    }
    return items;
  }

  private String text(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * The bytes of these values.
   *
   * @throws IllegalArgumentException for a value of another kind
   */
  static ByteBuffer write(@Nullable Object... values) {
    AmfBytes out = new AmfBytes();
    for (Object value : values) {
      put(out, value);
    }
    return out.buffer();
  }

  private static void put(AmfBytes out, @Nullable Object value) {
    if (value == null) {
      out.type(NULL);
    } else if (value instanceof Number number) {
      out.type(NUMBER).number(number.doubleValue());
    } else if (value instanceof Boolean truth) {
      out.type(BOOLEAN).type(truth ? 1 : 0);
    } else if (value instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      boolean isLong = bytes.length > LONGEST_SHORT;
      out.type(isLong ? LONG_STRING : STRING).text(bytes, isLong);
    } else if (value instanceof List<?> items) {
      out.type(STRICT_ARRAY).size(items.size());
      items.forEach(item -> put(out, item));
    } else if (value instanceof Map<?, ?> fields) {
      out.type(OBJECT);
      fields.forEach(
          (name, field) -> {
            out.text(name.toString().getBytes(StandardCharsets.UTF_8), false);
            put(out, field);
          });
      out.text(new byte[0], false).type(OBJECT_END);
    } else {
      throw new IllegalArgumentException("no AMF for " + value.getClass());
    }
  }
}
