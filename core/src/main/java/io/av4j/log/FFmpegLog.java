package io.av4j.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * FFmpeg's log as SLF4J lines of the logger {@value #LOGGER}, redacted.
 *
 * <p>FFmpeg's fatal and error lines are logged as error, warnings as warn, its info as debug, the
 * rest as trace. The level FFmpeg formats at follows the logger's level as it was when av4j was
 * loaded; {@link #refreshLevel()} reads it again. Lines are handed to one daemon thread through a
 * bounded queue: FFmpeg never waits for a log file, and lines beyond the bound are counted and
 * dropped.
 */
public final class FFmpegLog {
  /** The name of the logger. */
  public static final String LOGGER = "io.av4j.ffmpeg";

  private static final int MOST_WAITING = 4096;
  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
  private static final LogRing RING = new LogRing();
  private static final ConcurrentLinkedQueue<Entry> WAITING = new ConcurrentLinkedQueue<>();
  private static final AtomicInteger WAITING_COUNT = new AtomicInteger();
  private static final AtomicLong DROPPED = new AtomicLong();
  // FFmpeg writes some lines in pieces; a piece waits here for the one that ends its line.
  private static final int LAST_WORD = avutil.AV_LOG_INFO;
  private static final ThreadLocal<StringBuilder> PIECES =
      ThreadLocal.withInitial(StringBuilder::new);

  private static final ThreadLocal<List<String>> EXPECTED = ThreadLocal.withInitial(List::of);

  private static volatile @Nullable Thread writer;

  /**
   * A line on its way to the log.
   *
   * @param context of the thread that made the call (SLF4J's MDC), so that the line is attributed
   *     like that thread's own; null where there is none, as on FFmpeg's own threads
   */
  private record Entry(LogLevel level, String text, @Nullable Map<String, String> context) {}

  private FFmpegLog() {}

  /** Routes FFmpeg's log here. Called once, while av4j loads the native libraries. */
  public static synchronized void install() {
    if (writer != null) {
      return;
    }
    Thread thread = new Thread(FFmpegLog::write, "av4j-log");
    thread.setDaemon(true);
    writer = thread;
    thread.start();
    refreshLevel();
    avutil.setLogCallback(Callback.INSTANCE);
    // No upcall may start while the JVM goes down.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> avutil.av_log_set_level(avutil.AV_LOG_QUIET), "av4j-quiet"));
  }

  /**
   * Makes FFmpeg format the lines that the SLF4J logger would show now, and warnings in any case.
   */
  public static void refreshLevel() {
    avutil.av_log_set_level(LogLevel.wantedBy(LOG).value);
  }

  /** How many lines were dropped because the logging backend could not keep up. */
  public static long dropped() {
    return DROPPED.get();
  }

  /** A mark before a native call; {@link #since} gives the lines behind it. */
  public static long mark() {
    if (PIECES.get().length() > 0) {
      // What a call before has left is not to be put before a line of the next one.
      take(LAST_WORD, "\n");
    }
    return RING.mark();
  }

  /**
   * FFmpeg's warnings and errors since the mark that belong to the current thread's call.
   *
   * @param contextAddress the address of the FFmpeg context the call was on, which also brings
   *     lines its own threads wrote; 0 where there is none
   */
  public static List<String> since(long mark, long contextAddress) {
    return RING.since(mark, contextAddress);
  }

  /**
   * Makes a native call that complains of what its caller wants: lines that this thread writes
   * meanwhile and that contain one of these words are dropped.
   *
   * @return what the call returns
   */
  public static int expecting(List<String> words, IntSupplier call) {
    EXPECTED.set(words);
    try {
      return call.getAsInt();
    } finally {
      EXPECTED.remove();
    }
  }

  private static void take(int level, String text) {
    StringBuilder pieces = PIECES.get();
    pieces.append(text);
    if (!text.endsWith("\n") && pieces.length() < 4096) {
      return;
    }
    String line = pieces.toString().strip();
    pieces.setLength(0);
    if (line.isEmpty() || EXPECTED.get().stream().anyMatch(line::contains)) {
      return;
    }
    LogLevel wanted = LogLevel.of(level);
    RING.add(wanted, line);
    if (WAITING_COUNT.incrementAndGet() > MOST_WAITING) {
      WAITING_COUNT.decrementAndGet();
      DROPPED.incrementAndGet();
      return;
    }
    WAITING.add(new Entry(wanted, line, MDC.getCopyOfContextMap()));
    LockSupport.unpark(writer);
  }

  private static void write() {
    while (true) {
      Entry entry = WAITING.poll();
      if (entry == null) {
        LockSupport.park(FFmpegLog.class);
        continue;
      }
      WAITING_COUNT.decrementAndGet();
      try {
        if (entry.context != null) {
          MDC.setContextMap(entry.context);
        }
        entry.level.log(LOG, Redactor.redact(entry.text));
      } catch (RuntimeException e) {
        // A broken logging backend costs its line, never this thread.
        DROPPED.incrementAndGet();
      } finally {
        MDC.clear();
      }
    }
  }

  /** The one native callback. JavaCPP keeps it weakly, hence the constant. */
  private static final class Callback extends LogCallback {
    static final Callback INSTANCE = new Callback();

    @Override
    public void call(int level, BytePointer message) {
      try {
        take(level, message.getString(StandardCharsets.UTF_8));
      } catch (Throwable t) {
        // Whatever left this method would end the JVM.
        DROPPED.incrementAndGet();
      }
    }
  }
}
