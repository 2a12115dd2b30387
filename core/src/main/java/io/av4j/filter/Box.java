package io.av4j.filter;

/** A part of a picture, in pixels from its top left corner. */
record Box(int x, int y, int width, int height) {
  boolean isEmpty() {
    return width <= 0 || height <= 0;
  }

  /** Whether this is all of a picture of that size. */
  boolean covers(int pictureWidth, int pictureHeight) {
    return width == pictureWidth && height == pictureHeight;
  }
}
