package io.av4j.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.LoggerFactory;

/** Waits for the lines that FFmpeg has logged to arrive in SLF4J. */
final class FFmpegLogTestAccess {
  private static final String LAST = "the last line of this test";

  private FFmpegLogTestAccess() {}

  static void flush() throws InterruptedException {
    CountDownLatch arrived = new CountDownLatch(1);
    Logger logger = (Logger) LoggerFactory.getLogger(FFmpegLog.LOGGER);
    AppenderBase<ILoggingEvent> waiting =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (event.getFormattedMessage().contains(LAST)) {
              arrived.countDown();
            }
          }
        };
    waiting.start();
    logger.addAppender(waiting);
    avutil.av_log((Pointer) null, avutil.AV_LOG_ERROR, LAST + "\n");
    if (!arrived.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("FFmpeg's lines do not arrive");
    }
    logger.detachAppender(waiting);
  }
}
