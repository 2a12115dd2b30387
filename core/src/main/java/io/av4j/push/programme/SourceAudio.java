package io.av4j.push.programme;

/** Whether a source has audio. */
public enum SourceAudio {
  /** It has. */
  PRESENT,
  /** It has none, so that silence goes with its video. */
  NONE
}
