package io.av4j.push.rendition;

import java.util.List;

/**
 * Is told what becomes of a {@link VideoEncodeThread}, on that thread. No method may block or
 * throw. Of a thread that was closed, nothing is told but {@link EncodeThread#ended()}.
 */
public interface EncodeListener {
  /** Where an encoder was when it failed. */
  enum Stage {
    /** It did not open, and neither did what was to take its place. */
    OPENING,
    /** It had opened. */
    RUNNING
  }

  /**
   * The encoder has opened and takes frames.
   *
   * @param encoder FFmpeg's own name of it
   * @param canChangeBitRate while it runs
   * @param replacements what did not open before it
   */
  void opened(
      String rendition,
      long token,
      String encoder,
      boolean canChangeBitRate,
      List<Replacement> replacements);

  /**
   * It has failed and takes nothing more. The last that is told.
   *
   * @param cause as it was thrown
   */
  void failed(String rendition, long token, Stage stage, Throwable cause);

  /** It has encoded all it had taken, as {@link EncodeThread#end} asked. The last that is told. */
  void drained(String rendition, long token);

  /** Its bit rate was fitted to what its destination takes, or changed on demand. */
  void bitRateChanged(String rendition, long from, long to);

  /**
   * Its filters failed with the frames they were given, and frames go on unfiltered.
   *
   * @param cause as it was thrown
   */
  void filterFailed(String rendition, Throwable cause);
}
