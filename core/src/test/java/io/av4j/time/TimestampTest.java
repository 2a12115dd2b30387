package io.av4j.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {

  private static final Rational MPEG = Rational.of(1, 90_000);
  private static final Timestamp LAST = Timestamp.of(Long.MAX_VALUE, Rational.of(1));

  @Test
  void convertsBetweenUnits() {
    Timestamp time = Timestamp.of(92_160, MPEG);
    assertThat(time.toSeconds()).isEqualTo(1.024);
    assertThat(time.toMicros()).isEqualTo(1_024_000);
    assertThat(time.toDuration()).isEqualTo(Duration.ofMillis(1_024));
    assertThat(time.in(Rational.MILLISECOND)).isEqualTo(Timestamp.of(1_024, Rational.MILLISECOND));
    assertThat(time.in(Rational.of(1, 90_000))).isSameAs(time);
    assertThat(Timestamp.ofSeconds(-1.5)).isEqualTo(Timestamp.ofMicros(-1_500_000));
    assertThat(Timestamp.ofDuration(Duration.ofMillis(40), MPEG))
        .isEqualTo(Timestamp.of(3_600, MPEG));
  }

  @Test
  void addsInItsOwnTimeBase() {
    Timestamp time = Timestamp.of(90_000, MPEG);
    assertThat(time.plus(Timestamp.of(500, Rational.MILLISECOND)))
        .isEqualTo(Timestamp.of(135_000, MPEG));
    assertThat(time.minus(Timestamp.of(500, Rational.MILLISECOND)))
        .isEqualTo(Timestamp.of(45_000, MPEG));
    assertThat(time.plus(Duration.ofSeconds(1))).isEqualTo(Timestamp.of(180_000, MPEG));
    assertThat(time.minus(Duration.ofSeconds(2))).isEqualTo(Timestamp.of(-90_000, MPEG));
  }

  @Test
  void ordersAcrossTimeBases() {
    Timestamp second = Timestamp.of(90_000, MPEG);
    assertThat(second).isEqualByComparingTo(Timestamp.of(1, Rational.of(1)));
    assertThat(second).isNotEqualTo(Timestamp.of(1, Rational.of(1)));
    assertThat(second).isGreaterThan(Timestamp.of(999, Rational.MILLISECOND));
    assertThat(LAST).isGreaterThan(second);
    assertThat(Timestamp.of(-Long.MAX_VALUE, Rational.of(1))).isLessThan(second);
  }

  @ParameterizedTest
  @CsvSource({
    "1024, 1, 1000, 1.024s",
    "0, 1, 90000, 0s",
    "-1, 1, 2, -0.5s",
    "1, 1, 90000, 0.000011s",
    "100, 1, 1, 100s",
    "9223372036854775807, 1, 1, 9223372036854775807s"
  })
  void printsSeconds(long value, int num, int den, String expected) {
    assertThat(Timestamp.of(value, Rational.of(num, den))).hasToString(expected);
  }

  @Test
  void saysWhatOverflows() {
    assertThatThrownBy(LAST::toMicros)
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("9223372036854775807s");
    assertThatThrownBy(LAST::toDuration).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> LAST.in(MPEG)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> LAST.plus(LAST)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Timestamp.of(-Long.MAX_VALUE, MPEG).minus(Timestamp.of(1, MPEG)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void refusesWhatIsNoTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Timestamp.of(Long.MIN_VALUE, MPEG))
        .withMessageContaining("AV_NOPTS_VALUE");
    assertThatIllegalArgumentException().isThrownBy(() -> Timestamp.of(1, Rational.UNSET));
    assertThatIllegalArgumentException().isThrownBy(() -> Timestamp.of(1, Rational.of(-1, 25)));
    assertThatIllegalArgumentException().isThrownBy(() -> Timestamp.of(1, MPEG).in(Rational.UNSET));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -1e300, 9.3e12})
  void refusesSecondsThatCannotBeCounted(double seconds) {
    assertThatIllegalArgumentException().isThrownBy(() -> Timestamp.ofSeconds(seconds));
  }
}
