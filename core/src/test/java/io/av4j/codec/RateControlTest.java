package io.av4j.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.av4j.codec.RateControl.Average;
import io.av4j.codec.RateControl.Capped;
import io.av4j.codec.RateControl.CappedQuality;
import io.av4j.codec.RateControl.Constant;
import io.av4j.codec.RateControl.Quality;
import io.av4j.codec.RateControl.Quantizer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateControlTest {
  @Test
  void theCapAndTheBufferAreScaledWithTheRate() {
    assertThat(new Capped(1000, 1500, 3000).withBitsPerSecond(500))
        .isEqualTo(new Capped(500, 750, 1500));
    assertThat(new Average(1000).withBitsPerSecond(7)).isEqualTo(new Average(7));
    assertThat(new Constant(1000).withBitsPerSecond(7)).isEqualTo(new Constant(7));
    long most = Integer.MAX_VALUE;
    assertThat(new Capped(1, most, most).withBitsPerSecond(most))
        .isEqualTo(new Capped(most, most, most));
    assertThat(new Capped(most, most, 1).withBitsPerSecond(1)).isEqualTo(new Capped(1, 1, 1));
  }

  @Test
  void theRateIsToldWhereThereIsOne() {
    assertThat(new Capped(3, 4, 5).bitsPerSecond()).hasValue(3);
    assertThat(new Average(3).bitsPerSecond()).hasValue(3);
    assertThat(new Constant(3).bitsPerSecond()).hasValue(3);
    for (RateControl without :
        new RateControl[] {new Quality(3), new Quantizer(3), new CappedQuality(3, 4, 5)}) {
      assertThat(without.bitsPerSecond()).isEmpty();
      assertThatIllegalStateException().isThrownBy(() -> without.withBitsPerSecond(3));
    }
  }

  @Test
  void numbersThatMeanNothingAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Quality(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Quality(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new CappedQuality(300, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new CappedQuality(20, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new CappedQuality(20, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Average(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Average(1L << 31));
    assertThatIllegalArgumentException().isThrownBy(() -> new Constant(-5));
    assertThatIllegalArgumentException().isThrownBy(() -> new Capped(2, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Capped(2, 2, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Quantizer(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Capped(2, 2, 2).withBitsPerSecond(0));
  }

  @Test
  void optionsThatHoldOptionsAreJoined() {
    assertThat(
            EncoderOptions.merge(
                Map.of("x265-params", "scenecut=0:bframes=2"),
                Map.of("x265-params", "bframes=0:log-level=none")))
        .isEqualTo(Map.of("x265-params", "scenecut=0:bframes=0:log-level=none"));
    assertThat(
            EncoderOptions.merge(
                Map.of("svtav1-params", "a=x\\:y:b=1"), Map.of("svtav1-params", "b=2")))
        .isEqualTo(Map.of("svtav1-params", "a=x\\:y:b=2"));
    assertThat(EncoderOptions.merge(Map.of("flags", "+cgop"), Map.of("flags", "-psnr")))
        .isEqualTo(Map.of("flags", "+cgop-psnr"));
    assertThat(EncoderOptions.merge(Map.of("flags", "+cgop"), Map.of("flags", "low_delay")))
        .isEqualTo(Map.of("flags", "low_delay+cgop"));
    assertThat(EncoderOptions.merge(Map.of("g", "10", "b", "1"), Map.of("g", "20")))
        .isEqualTo(Map.of("g", "20", "b", "1"));
  }
}
