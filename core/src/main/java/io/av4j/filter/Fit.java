package io.av4j.filter;

/** How a picture of one shape is brought into a picture of another. */
public enum Fit {
  /** All of the picture is shown in its own shape; black bars fill the rest. */
  LETTERBOX,
  /** The picture fills the target in its own shape; what stands out is cut off, evenly. */
  CROP,
  /**
   * All of the picture fills the target. The sample aspect ratio tells players to show it in its
   * own shape.
   */
  STRETCH
}
