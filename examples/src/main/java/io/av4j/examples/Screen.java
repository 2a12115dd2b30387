package io.av4j.examples;

import io.av4j.frame.VideoFrame;

/** Where a player shows its pictures. */
interface Screen extends AutoCloseable {
  /** Shows nothing. */
  Screen NOWHERE =
      new Screen() {
        @Override
        public void prepare(VideoFrame picture) {}

        @Override
        public void show() {}

        @Override
        public boolean isClosed() {
          return false;
        }

        @Override
        public void close() {}
      };

  /** Makes a picture ready, so that showing it takes no time. */
  void prepare(VideoFrame picture);

  /** Shows what is ready. */
  void show();

  /** Whether the viewer has closed it. */
  boolean isClosed();

  @Override
  void close();
}
