package io.av4j.codec;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.EncoderTraits.Ability;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@link EncoderTable}: an encoder's traits and its rate controls. A value: each method
 * that says more gives another one.
 *
 * @param traits what it can do, without the abilities that the rate controls tell
 * @param rates its rate controls
 * @param whyUnusable why it is refused whatever it is asked for, or null
 */
record EncoderEntry(EncoderTraits traits, RateRules rates, @Nullable String whyUnusable) {

  /**
   * @throws UnsupportedMediaException if the encoder does not survive such pictures
   */
  void requireUsable(int side) {
    if (whyUnusable != null) {
      throw new UnsupportedMediaException(whyUnusable);
    }
    if (side < traits.shortestSide()) {
      throw new UnsupportedMediaException(
          traits.encoder()
              + " takes no pictures with a side below "
              + traits.shortestSide()
              + ", not "
              + side);
    }
  }

  /**
   * The options for these settings: those of the rate control, and the user's, which win.
   *
   * @throws IllegalArgumentException if the encoder has not that rate control
   */
  Map<String, String> options(VideoEncoderSettings settings) {
    RateControl control = settings.rateControl();
    return control == null
        ? settings.options()
        : EncoderOptions.merge(rates.options(traits.encoder(), control), settings.options());
  }

  static EncoderEntry software(@Nullable String codec, String encoder, RateRules rates) {
    return entry(codec, encoder, false, rates);
  }

  static EncoderEntry hardware(String codec, String encoder, RateRules rates) {
    return entry(codec, encoder, true, rates);
  }

  private static EncoderEntry entry(
      @Nullable String codec, String encoder, boolean hardware, RateRules rates) {
    Set<Ability> abilities = rates.hasLossless() ? Set.of(Ability.LOSSLESS) : Set.of();
    return new EncoderEntry(
        new EncoderTraits(encoder, codec, hardware, abilities, Map.of(), Map.of(), 1, ""),
        rates,
        null);
  }

  EncoderEntry can(Ability... more) {
    EnumSet<Ability> all = EnumSet.noneOf(Ability.class);
    all.addAll(traits.abilities());
    all.addAll(Set.of(more));
    return with(all, traits.forcedKeyFramesOnly(), traits.liveDefaults(), traits.shortestSide());
  }

  EncoderEntry keyFrames(String options) {
    return with(
        traits.abilities(),
        EncoderOptions.parse(options),
        traits.liveDefaults(),
        traits.shortestSide());
  }

  EncoderEntry live(String options) {
    return with(
        traits.abilities(),
        traits.forcedKeyFramesOnly(),
        EncoderOptions.parse(options),
        traits.shortestSide());
  }

  EncoderEntry shortestSide(int pixels) {
    return with(traits.abilities(), traits.forcedKeyFramesOnly(), traits.liveDefaults(), pixels);
  }

  EncoderEntry hint(String missingHint) {
    return new EncoderEntry(
        new EncoderTraits(
            traits.encoder(),
            traits.codec(),
            traits.hardware(),
            traits.abilities(),
            traits.forcedKeyFramesOnly(),
            traits.liveDefaults(),
            traits.shortestSide(),
            missingHint),
        rates,
        whyUnusable);
  }

  EncoderEntry unusable(String why) {
    return new EncoderEntry(traits, rates, why);
  }

  private EncoderEntry with(
      Set<Ability> abilities,
      Map<String, String> forcedKeyFramesOnly,
      Map<String, String> liveDefaults,
      int shortestSide) {
    return new EncoderEntry(
        new EncoderTraits(
            traits.encoder(),
            traits.codec(),
            traits.hardware(),
            abilities,
            forcedKeyFramesOnly,
            liveDefaults,
            shortestSide,
            traits.missingHint()),
        rates,
        whyUnusable);
  }
}
