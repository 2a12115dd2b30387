package io.av4j.clock;

import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Random numbers that can be repeated: {@code -Dav4j.seed}. */
final class Seed {
  private static final Logger LOG = LoggerFactory.getLogger(Seed.class);
  private static final long VALUE = Long.getLong("av4j.seed", 20_261_122);

  private Seed() {}

  static SplittableRandom random(String test) {
    LOG.warn("{}: seed {}", test, VALUE);
    return new SplittableRandom(VALUE);
  }
}
