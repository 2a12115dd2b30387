package io.av4j.push.programme;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** At 48 kHz. */
class AudioGapsTest {
  private static final int RATE = 48_000;

  private final AudioGaps gaps = new AudioGaps(RATE);

  @Test
  void nothingIsMissingBeforeTheFirst() {
    assertThat(gaps.before(RATE)).isZero();
    assertThat(gaps.wholeFramesTo(RATE)).isZero();
  }

  @Test
  void aGapOfTenMillisecondsToASecondIsMissing() {
    gaps.gave(0, 1000);
    assertThat(gaps.before(1000)).isZero();
    assertThat(gaps.before(1000 + 479)).as("what a container rounds by").isZero();
    assertThat(gaps.before(1000 + 480)).isEqualTo(480);
    assertThat(gaps.before(1000 + RATE)).isEqualTo(RATE);
    assertThat(gaps.before(1000 + RATE + 1)).as("the filler's affair").isZero();
    assertThat(gaps.before(500)).as("it overlaps").isZero();
  }

  @Test
  void silenceGoesInWholeFramesAndTheRestBeforeAudio() {
    gaps.gave(0, 1000);
    assertThat(gaps.wholeFramesTo(1000 + 3 * 1024 + 1023)).isEqualTo(3 * 1024);
    assertThat(gaps.wholeFramesTo(1000)).isZero();
    assertThat(gaps.wholeFramesTo(0)).isZero();
    gaps.gave(1000, 3 * 1024);
    assertThat(gaps.end()).isEqualTo(1000 + 3 * 1024);
  }

  @Test
  void silenceBeginsWhereItIsSaid() {
    gaps.beginAt(5000);
    assertThat(gaps.wholeFramesTo(5000 + 1024)).isEqualTo(1024);
  }
}
