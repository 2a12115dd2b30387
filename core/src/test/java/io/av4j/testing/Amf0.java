package io.av4j.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values of RTMP's commands, as far as publishing needs them: AMF 0. */
final class Amf0 {
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

  private Amf0() {}

  /** All values of a message: Double, Boolean, String, Map, List or null. */
  static List<Object> read(ByteBuffer bytes) throws IOException {
    ByteBuffer in = bytes.duplicate();
    List<Object> values = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        values.add(value(in));
      }
    } catch (BufferUnderflowException e) {
      throw new IOException("AMF that ends too early, behind " + values, e);
    }
    return values;
  }

  private static Object value(ByteBuffer in) throws IOException {
    int type = in.get();
    return switch (type) {
      case NUMBER -> in.getDouble();
      case BOOLEAN -> in.get() != 0;
      case STRING -> text(in, in.getShort() & 0xFFFF);
      case OBJECT -> object(in);
      case NULL, UNDEFINED -> null;
      case ECMA_ARRAY -> {
        in.getInt();
        yield object(in);
      }
      case STRICT_ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int left = in.getInt(); left > 0; left--) {
          items.add(value(in));
        }
        yield items;
      }
      case DATE -> {
        double time = in.getDouble();
        in.getShort();
        yield time;
      }
      case LONG_STRING -> text(in, in.getInt());
      default -> throw new IOException("AMF type " + type);
    };
  }

  private static Map<String, Object> object(ByteBuffer in) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (true) {
      String name = text(in, in.getShort() & 0xFFFF);
      if (name.isEmpty() && in.get(in.position()) == OBJECT_END) {
        in.get();
        return fields;
      }
      fields.put(name, value(in));
    }
  }

  private static String text(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The message of these values: Double, String, Map of those, or null. */
  static byte[] write(Object... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      for (Object value : values) {
        put(out, value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(DataOutputStream out, Object value) throws IOException {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof Double number) {
      out.writeByte(NUMBER);
      out.writeDouble(number);
    } else if (value instanceof String text) {
      out.writeByte(STRING);
      out.writeUTF(text);
    } else if (value instanceof Map<?, ?> fields) {
      out.writeByte(OBJECT);
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        out.writeUTF(field.getKey().toString());
        put(out, field.getValue());
      }
      out.writeUTF("");
      out.writeByte(OBJECT_END);
    } else {
      throw new IllegalArgumentException("no AMF for " + value.getClass());
    }
  }
}
