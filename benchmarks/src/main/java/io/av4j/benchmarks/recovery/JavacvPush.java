package io.av4j.benchmarks.recovery;

import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.FrameGrabber;
import org.bytedeco.javacv.FrameRecorder;

/**
 * A file over and over to a URL by JavaCV, its packets as they are: a grabber into a recorder, both
 * closed and made anew a second after any exception.
 */
public final class JavacvPush {
  private static final long PAUSE_SECONDS = 1;

  // How far ahead of its time a packet may be before it is waited for.
  private static final long AHEAD_MICROS = 1000;

  private final FFmpegFrameGrabber grabber;
  private final FFmpegFrameRecorder recorder;
  private final long startNanos = System.nanoTime();
  private long offsetMicros;
  private long firstMicros = Long.MAX_VALUE;
  private long endMicros;

  private JavacvPush(FFmpegFrameGrabber grabber, FFmpegFrameRecorder recorder) {
    this.grabber = grabber;
    this.recorder = recorder;
  }

  /** IN URL. */
  public static void main(String[] arguments) throws InterruptedException {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    while (true) {
      try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(arguments[0])) {
        grabber.start();
        forgetTags(grabber.getFormatContext());
        try (FFmpegFrameRecorder recorder =
            new FFmpegFrameRecorder(
                arguments[1],
                grabber.getImageWidth(),
                grabber.getImageHeight(),
                grabber.getAudioChannels())) {
          recorder.setFormat("flv");
          recorder.start(grabber.getFormatContext());
          new JavacvPush(grabber, recorder).run();
        }
      } catch (FrameGrabber.Exception | FrameRecorder.Exception e) {
        System.err.println(e);
      }
      LostLine.print();
      TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
    }
  }

  /** The recorder would write those of the file, which are not FLV's, and fail. */
  private static void forgetTags(AVFormatContext input) {
    for (int i = 0; i < input.nb_streams(); i++) {
      input.streams(i).codecpar().codec_tag(0);
    }
  }

  private void run() throws FrameGrabber.Exception, FrameRecorder.Exception, InterruptedException {
    while (true) {
      AVPacket packet = grabber.grabPacket();
      if (packet == null) {
        rewind();
      } else {
        record(packet);
      }
    }
  }

  /** The next round begins where the longest track of this one ended. */
  private void rewind() throws FrameGrabber.Exception {
    offsetMicros = endMicros - firstMicros;
    if (avformat.av_seek_frame(grabber.getFormatContext(), -1, 0, avformat.AVSEEK_FLAG_BACKWARD)
        < 0) {
      throw new FrameGrabber.Exception("the file cannot be played again");
    }
  }

  private void record(AVPacket packet) throws FrameRecorder.Exception, InterruptedException {
    AVRational base = grabber.getFormatContext().streams(packet.stream_index()).time_base();
    AVRational micros = avutil.av_make_q(1, 1_000_000);
    long offset = avutil.av_rescale_q(offsetMicros, micros, base);
    packet.dts(packet.dts() + offset);
    packet.pts(packet.pts() + offset);
    long dts = avutil.av_rescale_q(packet.dts(), base, micros);
    firstMicros = Math.min(firstMicros, dts);
    endMicros = Math.max(endMicros, dts + avutil.av_rescale_q(packet.duration(), base, micros));
    long early = dts - TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
    if (early > AHEAD_MICROS) {
      TimeUnit.MICROSECONDS.sleep(early);
    }
    recorder.recordPacket(packet);
  }
}
