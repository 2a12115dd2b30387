package io.av4j.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RationalTest {

  @Test
  void keepsItsTerms() {
    assertThat(Rational.of(2, 4)).hasToString("2/4").isNotEqualTo(Rational.of(1, 2));
    assertThat(Rational.of(2, 4)).isEqualByComparingTo(Rational.of(1, 2));
    assertThat(Rational.of(2, 4).reduce()).isEqualTo(Rational.of(1, 2));
    assertThat(Rational.of(25)).isEqualTo(Rational.of(25, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void refusesDenominatorsThatAreNotPositive(int den) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rational.of(1, den))
        .withMessageContaining("1/" + den);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0/1", "1, 0, 0/1", "0, 1, 0/1", "30, 1, 30/1", "2, 4, 2/4", "1, -25, -1/25"})
  void readsNativeFields(int num, int den, String expected) {
    assertThat(Rational.orUnset(num, den)).hasToString(expected);
  }

  @Test
  void knowsWhetherItIsSet() {
    assertThat(Rational.UNSET.isSet()).isFalse();
    assertThat(Rational.UNSET).isEqualTo(Rational.of(0, 1));
    assertThat(Rational.of(-1, 2).isSet()).isTrue();
  }

  @Test
  void calculates() {
    Rational ntsc = Rational.of(30_000, 1_001);
    assertThat(ntsc.invert()).isEqualTo(Rational.of(1_001, 30_000));
    assertThat(ntsc.times(Rational.of(2))).isEqualTo(Rational.of(60_000, 1_001));
    assertThat(ntsc.dividedBy(Rational.of(-2))).isEqualTo(Rational.of(-15_000, 1_001));
    assertThat(Rational.of(-1, 2)).isLessThan(Rational.UNSET);
    assertThat(ntsc.toDouble()).isEqualTo(30_000 / 1_001.0);
    assertThat(Rational.of(Integer.MAX_VALUE).times(Rational.of(2)))
        .isEqualTo(Rational.of(Integer.MAX_VALUE));
  }

  @Test
  void refusesToDivideByZero() {
    assertThatThrownBy(Rational.UNSET::invert).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Rational.of(1).dividedBy(Rational.UNSET))
        .isInstanceOf(ArithmeticException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> Rational.reduced(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Rational.reduced(Long.MIN_VALUE, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "30000/1001, 30000/1001",
    "16:9, 16/9",
    "-2/4, -2/4",
    "25, 25/1",
    "29.97, 2997/100",
    "-0.5, -1/2",
    "0, 0/1"
  })
  void parses(String text, String expected) {
    assertThat(Rational.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "1/0", "1/-2", "a/b", "1/", "1.", ".5", "1e9", "NaN", "2147483648/1"})
  void refusesToParse(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rational.parse(text))
        .withMessageContaining("\"" + text + "\"");
  }

  @Test
  void rescalesHalvesAwayFromZero() {
    Rational half = Rational.of(1, 2);
    assertThat(Rational.rescale(3, half, Rational.of(1))).isEqualTo(2);
    assertThat(Rational.rescale(-3, half, Rational.of(1))).isEqualTo(-2);
    assertThat(Rational.rescale(1, Rational.of(1), Rational.UNSET)).isEqualTo(Long.MIN_VALUE);
  }
}
