package io.av4j.log;

import org.slf4j.Logger;

/** FFmpeg's log levels and the SLF4J level each is logged at. */
enum LogLevel {
  PANIC(0),
  FATAL(8),
  ERROR(16),
  WARNING(24),
  // FFmpeg's INFO is the chatter of a command line tool, a library's user wants it only when
  // looking.
  INFO(32),
  VERBOSE(40),
  DEBUG(48),
  TRACE(56);

  final int value;

  LogLevel(int value) {
    this.value = value;
  }

  static LogLevel of(int value) {
    for (LogLevel level : values()) {
      if ((value & 0xff) <= level.value) {
        return level;
      }
    }
    return TRACE;
  }

  /**
   * The most talkative FFmpeg level that the logger would show; at least warnings, which exceptions
   * quote.
   */
  static LogLevel wantedBy(Logger logger) {
    if (logger.isTraceEnabled()) {
      return DEBUG;
    }
    return logger.isDebugEnabled() ? INFO : WARNING;
  }

  void log(Logger logger, String line) {
    switch (this) {
      case PANIC, FATAL, ERROR -> logger.error(line);
      case WARNING -> logger.warn(line);
      case INFO -> logger.debug(line);
      default -> logger.trace(line);
    }
  }
}
