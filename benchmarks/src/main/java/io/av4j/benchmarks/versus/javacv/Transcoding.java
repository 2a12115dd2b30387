package io.av4j.benchmarks.versus.javacv;

import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** Encodes a file anew as 720p by x264 veryfast, CRF 23, with AAC: a grabber into a recorder. */
public final class Transcoding {
  private Transcoding() {}

  /** IN OUT. */
  public static void main(String[] arguments) throws Exception {
    avutil.av_log_set_level(avutil.AV_LOG_ERROR);
    try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(arguments[0])) {
      grabber.start();
      try (FFmpegFrameRecorder recorder =
          new FFmpegFrameRecorder(arguments[1], 1280, 720, grabber.getAudioChannels())) {
        recorder.setFormat("mp4");
        recorder.setVideoCodec(avcodec.AV_CODEC_ID_H264);
        recorder.setVideoOption("preset", "veryfast");
        recorder.setVideoOption("crf", "23");
        recorder.setVideoBitrate(0);
        recorder.setFrameRate(grabber.getFrameRate());
        recorder.setAudioCodec(avcodec.AV_CODEC_ID_AAC);
        recorder.setSampleRate(grabber.getSampleRate());
        recorder.setAudioBitrate(128_000);
        recorder.start();
        Frame frame;
        while ((frame = grabber.grab()) != null) {
          recorder.record(frame);
        }
      }
    }
  }
}
