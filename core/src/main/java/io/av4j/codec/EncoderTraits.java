package io.av4j.codec;

import io.av4j.UnsupportedMediaException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What FFmpeg does not tell of an encoder: what it can do, and by which options. Plain data.
 *
 * <p>An encoder that av4j does not know gets the cautious answer: no abilities, FFmpeg's general
 * options. {@link EncoderSupport} answers what FFmpeg does tell.
 *
 * @param encoder FFmpeg's name, for example {@code libx264}
 * @param codec FFmpeg's name of what it makes, for example {@code h264}; null where av4j does not
 *     know the encoder
 * @param hardware whether it needs a device that a machine may not have
 * @param abilities what it can do
 * @param forcedKeyFramesOnly options with which a keyframe comes where {@link
 *     Encoder#requestKeyFrame} asked for one and, as far as the encoder can, nowhere else; no
 *     picture refers across it. The GOP length among them is the longest that suits the encoder.
 * @param liveDefaults options for encoding in real time on ordinary machines
 * @param shortestSide the fewest pixels a picture's side may have
 * @param missingHint what to do where FFmpeg lacks it; empty where nothing is known
 */
public record EncoderTraits(
    String encoder,
    @Nullable String codec,
    boolean hardware,
    Set<Ability> abilities,
    Map<String, String> forcedKeyFramesOnly,
    Map<String, String> liveDefaults,
    int shortestSide,
    String missingHint) {

  /** Something that not every encoder can do. */
  public enum Ability {
    /**
     * {@link Encoder#changeBitRate} has an effect, with {@link RateControl.Capped} and {@link
     * RateControl.Constant}.
     */
    BIT_RATE_WHILE_RUNNING,
    /** With {@link EncoderTraits#forcedKeyFramesOnly} every keyframe asked for comes, at once. */
    FORCED_KEY_FRAMES,
    /** With {@link EncoderTraits#forcedKeyFramesOnly} no other keyframe comes. */
    NO_OTHER_KEY_FRAMES,
    /** It holds the cap of {@link RateControl.Capped}. */
    CAPPED_RATE,
    /** {@link RateControl.Quantizer} 0 gives back exactly the pictures that were put in. */
    LOSSLESS
  }

  /** Checks that nothing is null, and copies. */
  public EncoderTraits {
    abilities = Set.copyOf(abilities);
    forcedKeyFramesOnly = EncoderOptions.copy(forcedKeyFramesOnly);
    liveDefaults = EncoderOptions.copy(liveDefaults);
  }

  /**
   * The traits of an encoder.
   *
   * @param encoder FFmpeg's name of it; the name of a codec stands for the best encoder of it that
   *     this FFmpeg has
   * @throws UnsupportedMediaException if it is the name of a codec that this FFmpeg cannot encode
   */
  public static EncoderTraits of(String encoder) {
    return EncoderTable.entry(encoder).traits();
  }

  /** Whether the encoder can do that. */
  public boolean can(Ability ability) {
    return abilities.contains(ability);
  }

  /**
   * The FFmpeg options that make the encoder decide so.
   *
   * @throws IllegalArgumentException if the encoder has no such rate control, or not in that range
   */
  public Map<String, String> options(RateControl control) {
    return EncoderTable.entry(encoder).rates().options(encoder, control);
  }
}
