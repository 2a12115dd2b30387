package io.av4j.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaIoException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Amf0Test {
  @Test
  void whatIsWrittenIsRead() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("app", "live");
    fields.put("capabilities", 31.0);
    fields.put("isLive", true);
    fields.put("nothing", null);
    fields.put("fourCcList", List.of("hvc1", "av01"));
    fields.put("inner", Map.of("a", 1.5));
    String longest = "ü".repeat(40_000);
    Object[] values = {"connect", 1.0, fields, null, false, longest};
    assertThat(Amf0.read(Amf0.write(values))).containsExactly(values);
  }

  @Test
  void theBytesAreThoseOfTheSpecification() {
    assertThat(Amf0.write("ab", 1, null, Map.of("c", true)))
        .isEqualTo(
            ByteBuffer.wrap(
                new byte[] {
                  2,
                  0,
                  2,
                  'a',
                  'b',
                  0,
                  0x3F,
                  (byte) 0xF0,
                  0,
                  0,
                  0,
                  0,
                  0,
                  0,
                  5,
                  3,
                  0,
                  1,
                  'c',
                  1,
                  1,
                  0,
                  0,
                  9
                }));
  }

  @Test
  void ecmaArraysDatesAndLongTextsAreRead() {
    byte[] bytes = {
      8,
      0,
      0,
      0,
      9,
      0,
      1,
      'a',
      6,
      0,
      0,
      9, // an array whose size is wrong, as servers send it
      11,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0, // a date
      12,
      0,
      0,
      0,
      1,
      'x', // a long text
      15,
      0,
      0,
      0,
      1,
      'y' // XML
    };
    Map<String, Object> array = new LinkedHashMap<>();
    array.put("a", null);
    assertThat(Amf0.read(ByteBuffer.wrap(bytes))).containsExactly(array, 0.0, "x", "y");
  }

  /** What ended the JVM in FFmpeg's own reader, for each kind of nesting. */
  @Test
  void whatIsTooDeepIsRefused() {
    for (byte[] level :
        new byte[][] {{10, 0, 0, 0, 1}, {3, 0, 1, 'a'}, {8, 0, 0, 0, 1, 0, 1, 'a'}}) {
      ByteBuffer deep = ByteBuffer.allocate(1_000_000 * level.length);
      while (deep.hasRemaining()) {
        deep.put(level);
      }
      assertThatThrownBy(() -> Amf0.read(deep.flip()))
          .isInstanceOf(MediaIoException.class)
          .hasMessageContaining("deeper");
    }
  }

  @Test
  void whatIsTooMuchOrCutOffIsRefused() {
    ByteBuffer many = ByteBuffer.allocate(Amf0.MOST_VALUES + 1);
    Arrays.fill(many.array(), (byte) 5);
    assertThatThrownBy(() -> Amf0.read(many))
        .isInstanceOf(MediaIoException.class)
        .hasMessageContaining("more than");
    ByteBuffer whole = Amf0.write("connect", 1, Map.of("a", List.of("b")));
    int size = whole.remaining();
    for (int i = 1; i < size; i++) {
      ByteBuffer cut = whole.slice(0, i);
      try {
        assertThat(Amf0.read(cut)).hasSizeLessThan(3);
      } catch (MediaIoException e) {
        assertThat(e).hasMessageContaining("cut off");
      }
    }
    assertThatThrownBy(() -> Amf0.read(ByteBuffer.wrap(new byte[] {12, -1, -1, -1, -1})))
        .isInstanceOf(MediaIoException.class);
    assertThatThrownBy(() -> Amf0.read(ByteBuffer.wrap(new byte[] {10, -1, -1, -1, -1})))
        .isInstanceOf(MediaIoException.class);
  }

  @Test
  void randomBytesAreReadOrRefused() {
    long seed = 20261125;
    System.out.println("Amf0Test seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      for (int j = 0; j < bytes.length; j++) {
        if (random.nextInt(3) == 0) {
          bytes[j] = (byte) random.nextInt(18);
        }
      }
      try {
        Amf0.read(ByteBuffer.wrap(bytes));
      } catch (MediaIoException e) {
        // As it should be.
      }
    }
  }
}
