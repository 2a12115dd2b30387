package io.av4j.rtmp;

import java.nio.ByteBuffer;

/**
 * A connection of bytes whose every wait has a deadline and ends at a cancel or an interrupt. It
 * serves one thread; its opener closes it.
 */
interface Wire extends AutoCloseable {
  /**
   * Reads what has come.
   *
   * @return how many bytes; 0 where nothing has come
   * @throws io.av4j.MediaIoException if the connection is broken, or ended by the other side
   */
  int read(ByteBuffer into);

  /** Waits until something has come, and reads it; never 0. */
  int readSome(ByteBuffer into, long deadline, String doing);

  /** Writes all of these. */
  void write(ByteBuffer[] all, long deadline);

  /** Bytes that the system has taken. */
  long written();

  /** Tells the other side that nothing more comes; what was written is delivered. */
  void end();

  /** Idempotent. */
  @Override
  void close();
}
