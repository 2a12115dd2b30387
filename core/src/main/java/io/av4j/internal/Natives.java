package io.av4j.internal;

import io.av4j.UnsupportedMediaException;
import io.av4j.log.FFmpegLog;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/** Loads FFmpeg's libraries, once, in one order, and says what to add where they are missing. */
public final class Natives {
  private static final String PRESETS = "8.0.1-1.5.13";

  private static final @Nullable String FAILURE = load();

  private Natives() {}

  /**
   * Returns when the libraries are loaded.
   *
   * @throws UnsupportedMediaException if they are missing, too old, or do not run on this machine
   */
  public static void require() {
    if (FAILURE != null) {
      throw new UnsupportedMediaException(FAILURE);
    }
  }

  private static @Nullable String load() {
    // JavaCPP would stop all threads for seconds and then throw OutOfMemoryError when a process
    // with
    // native frames grows beyond a multiple of the Java heap; av4j frees by itself. Read once, by
    // Pointer.
    setDefault("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    setDefault("org.bytedeco.javacpp.maxBytes", "0");
    try {
      // swscale and avfilter come with the first scaler or graph: a tenth of a second that reading,
      // copying and decoding do not need.
      int[] loaded = {
        avutil.avutil_version() >>> 16,
        swresample.swresample_version() >>> 16,
        avcodec.avcodec_version() >>> 16,
        avformat.avformat_version() >>> 16
      };
      int[] wanted = {
        avutil.LIBAVUTIL_VERSION_MAJOR,
        swresample.LIBSWRESAMPLE_VERSION_MAJOR,
        avcodec.LIBAVCODEC_VERSION_MAJOR,
        avformat.LIBAVFORMAT_VERSION_MAJOR
      };
      for (int i = 0; i < wanted.length; i++) {
        if (loaded[i] != wanted[i]) {
          return "FFmpeg's native libraries are of another version ("
              + avutil.av_version_info().getString()
              + ") than av4j was built for. "
              + howToAdd();
        }
      }
      FFmpegLog.install();
      return null;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
      return "FFmpeg's native libraries cannot be loaded (" + rootMessage(e) + "). " + howToAdd();
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  private static String howToAdd() {
    String platform;
    try {
      platform = Loader.getPlatform();
    } catch (LinkageError e) {
      platform = "PLATFORM";
    }
    return "Add org.bytedeco:ffmpeg:"
        + PRESETS
        + ":"
        + platform
        + "-gpl (with x264) or org.bytedeco:ffmpeg:"
        + PRESETS
        + ":"
        + platform
        + " (LGPL), and org.bytedeco:javacpp:"
        + PRESETS.substring(PRESETS.indexOf('-') + 1)
        + ":"
        + platform
        + ", to the run-time class path";
  }
}
