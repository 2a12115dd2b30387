package io.av4j.push.control;

import io.av4j.push.plan.Rendition;
import io.av4j.push.plan.VideoEncoding;
import org.jspecify.annotations.Nullable;

/**
 * What one rendition is doing. A value.
 *
 * @param rendition as it is planned now
 * @param phase what
 * @param token of the encoder in use, 0 for none
 * @param canChangeBitRate whether that encoder can
 * @param opening an encoder that is being opened beside it, or as the first
 */
record RenditionLife(
    Rendition rendition,
    Phase phase,
    long token,
    boolean canChangeBitRate,
    @Nullable Opening opening) {
  enum Phase {
    /** No media has come yet. */
    WAITING,
    /** It gives packets, and its destinations have been started. */
    RUNNING,
    /** Its encoder failed. */
    FAILED,
    /** It was removed, and its destinations are ending. */
    REMOVED
  }

  /**
   * An encoder that is being opened.
   *
   * @param token tells it from others
   * @param encoding it is opened with
   * @param filter it is opened with
   * @param request that wants it, 0 for the plan
   */
  record Opening(long token, VideoEncoding encoding, @Nullable String filter, long request) {}

  static RenditionLife of(Rendition rendition) {
    return new RenditionLife(rendition, Phase.WAITING, 0, false, null);
  }

  String name() {
    return rendition.name();
  }

  boolean isRunning() {
    return phase == Phase.RUNNING;
  }

  /** Whether it belongs to the plan: one that is being added does so when its encoder is open. */
  boolean isPlanned() {
    boolean added = phase == Phase.WAITING && opening != null && opening.request() != 0;
    return phase != Phase.REMOVED && !added;
  }

  RenditionLife as(Rendition planned) {
    return new RenditionLife(planned, phase, token, canChangeBitRate, opening);
  }

  RenditionLife to(Phase next) {
    return new RenditionLife(rendition, next, token, canChangeBitRate, opening);
  }

  RenditionLife opening(@Nullable Opening other) {
    return new RenditionLife(rendition, phase, token, canChangeBitRate, other);
  }

  RenditionLife running(long encoder, boolean changeable) {
    return new RenditionLife(rendition, Phase.RUNNING, encoder, changeable, null);
  }
}
