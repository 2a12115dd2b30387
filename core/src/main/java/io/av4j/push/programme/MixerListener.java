package io.av4j.push.programme;

/** Is told what becomes of a programme, on the mixer's thread. No method may block or throw. */
public interface MixerListener {
  /** The source gives no video, and a filler has taken its place. */
  void fillerBegan();

  /** The source gives video again. */
  void fillerEnded();

  /**
   * A frame could not be scaled and was left out. Told once until frames can be scaled again.
   *
   * @param cause as it was thrown
   */
  void frameRefused(Throwable cause);

  /**
   * The programme's filters failed with the frames they were given, and frames go on unfiltered.
   *
   * @param cause as it was thrown
   */
  void filterFailed(Throwable cause);

  /** As {@link Mixer#finish} asked, all that was given is encoded. The last that is told. */
  void drained();

  /**
   * The mixer itself has failed. The last that is told.
   *
   * @param cause as it was thrown
   */
  void failed(Throwable cause);
}
