package io.av4j.benchmarks;

import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.X264Settings;
import io.av4j.container.MediaInput;
import io.av4j.filter.VideoScaler;
import io.av4j.flow.Sink;
import io.av4j.frame.VideoFormat;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.Pointer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What the library adds to a loop: the same clip through av4j, and by JavaCPP's calls alone on one
 * packet and one frame, all codecs on one thread. Nanoseconds a frame.
 *
 * <p>A turn is the whole clip of 720p from a file that the system has in its cache, with the flush
 * and the way back to its start; encoding takes pictures of 360p out of memory.
 */
public class LoopBenchmark extends NanosPerCall {
  private static final Timestamp START = Timestamp.ofMicros(0);
  private static final int KEPT = 30;

  private ByHand hand;
  private final VideoFrame[] pictures = new VideoFrame[KEPT];
  private MediaInput input;
  private Decoder<VideoFrame> decoder;
  private VideoScaler scaler;
  private Encoder<VideoFrame> encoder;
  private Encoder<VideoFrame> encoderByHand;
  private Sink<Packet> decode;
  private Sink<Packet> decodeAndScale;
  private Sink<Packet> packets;
  private long frames;
  private long pts;

  /** Makes the clip and opens it twice. */
  @Setup
  public void open() {
    String clip = Clips.pictures(EncoderChoice.of("libx264 veryfast")).toString();
    input = MediaInput.open(clip);
    decoder = input.bestVideo().openDecoder(DecoderOptions.DEFAULT.withThreads(1));
    VideoFormat small = input.bestVideo().format().withSize(640, 360);
    scaler = VideoScaler.to(small);
    decode = decoder.into(frame -> frames++);
    decodeAndScale = decoder.into(scaler.into(frame -> frames++));
    packets = packet -> frames++;
    encoder = open(small);
    encoderByHand = open(small);
    keepPictures();
    hand = new ByHand(clip);
  }

  private static Encoder<VideoFrame> open(VideoFormat format) {
    return Encoder.openVideo(
        X264Settings.of(format).preset("ultrafast").threads(1).build(), HeaderPlacement.GLOBAL);
  }

  private void keepPictures() {
    int[] next = {0};
    Sink<Packet> keep =
        decoder.into(
            scaler.into(
                frame -> {
                  if (next[0] < KEPT) {
                    pictures[next[0]++] = frame.newRef();
                  }
                }));
    pass(keep);
  }

  /** Closes all. */
  @TearDown
  public void close() {
    for (VideoFrame picture : pictures) {
      picture.close();
    }
    encoder.close();
    encoderByHand.close();
    scaler.close();
    decoder.close();
    input.close();
    hand.close();
  }

  private long pass(Sink<Packet> sink) {
    frames = 0;
    while (input.read(sink)) {
      // Each read hands its packet on.
    }
    sink.end();
    input.seek(START);
    return frames;
  }

  /** Reading. */
  @Benchmark
  @OperationsPerInvocation(Clips.FRAMES)
  public long demux() {
    return pass(packets);
  }

  /** Reading, by hand. */
  @Benchmark
  @OperationsPerInvocation(Clips.FRAMES)
  public long demuxByHand() {
    return hand.pass(false, false);
  }

  /** Reading and decoding. */
  @Benchmark
  @OperationsPerInvocation(Clips.FRAMES)
  public long decode() {
    return pass(decode);
  }

  /** Reading and decoding, by hand. */
  @Benchmark
  @OperationsPerInvocation(Clips.FRAMES)
  public long decodeByHand() {
    return hand.pass(true, false);
  }

  /** Reading, decoding and scaling to 360p. */
  @Benchmark
  @OperationsPerInvocation(Clips.FRAMES)
  public long decodeAndScale() {
    return pass(decodeAndScale);
  }

  /** Reading, decoding and scaling to 360p, by hand. */
  @Benchmark
  @OperationsPerInvocation(Clips.FRAMES)
  public long decodeAndScaleByHand() {
    return hand.pass(true, true);
  }

  /** Encoding by x264 at its fastest. */
  @Benchmark
  @OperationsPerInvocation(KEPT)
  public long encode() {
    frames = 0;
    for (VideoFrame picture : pictures) {
      picture.pointer().pts(pts++ * 100 / 3);
      encoder.feed(picture, packets);
    }
    return frames;
  }

  /** Encoding by x264 at its fastest, by hand. */
  @Benchmark
  @OperationsPerInvocation(KEPT)
  public long encodeByHand() {
    long done = 0;
    AVCodecContext context = encoderByHand.pointer();
    for (VideoFrame picture : pictures) {
      done += hand.encode(context, picture.pointer(), pts++);
    }
    return done;
  }

  /** The loops of FFmpeg's examples. */
  private static final class ByHand implements AutoCloseable {
    private final AVFormatContext format = new AVFormatContext((Pointer) null);
    private final AVCodecContext context;
    private final SwsContext scaler;
    private final AVPacket packet;
    private final AVFrame frame;
    private final AVFrame scaled;

    ByHand(String clip) {
      require(avformat.avformat_open_input(format, clip, (AVInputFormat) null, null));
      require(avformat.avformat_find_stream_info(format, (AVDictionary) null));
      AVCodec codec = avcodec.avcodec_find_decoder(format.streams(0).codecpar().codec_id());
      context = avcodec.avcodec_alloc_context3(codec);
      require(avcodec.avcodec_parameters_to_context(context, format.streams(0).codecpar()));
      context.thread_count(1);
      require(avcodec.avcodec_open2(context, codec, (AVDictionary) null));
      packet = avcodec.av_packet_alloc();
      frame = avutil.av_frame_alloc();
      scaled = avutil.av_frame_alloc();
      scaled.width(640).height(360).format(avutil.AV_PIX_FMT_YUV420P);
      require(avutil.av_frame_get_buffer(scaled, 0));
      scaler = swscale.sws_alloc_context();
      scaler.flags(swscale.SWS_BICUBIC);
      scaler.threads(0);
    }

    long pass(boolean decoding, boolean scaling) {
      long done = 0;
      while (avformat.av_read_frame(format, packet) >= 0) {
        if (decoding) {
          require(avcodec.avcodec_send_packet(context, packet));
          done += drain(scaling);
        } else {
          done++;
        }
        avcodec.av_packet_unref(packet);
      }
      if (decoding) {
        require(avcodec.avcodec_send_packet(context, null));
        done += drain(scaling);
        avcodec.avcodec_flush_buffers(context);
      }
      require(avformat.avformat_seek_file(format, -1, Long.MIN_VALUE, 0, 0, 0));
      return done;
    }

    private long drain(boolean scaling) {
      long done = 0;
      while (avcodec.avcodec_receive_frame(context, frame) >= 0) {
        if (scaling) {
          frame.chroma_location(avutil.AVCHROMA_LOC_UNSPECIFIED);
          require(avutil.av_frame_copy_props(scaled, frame));
          require(swscale.sws_scale_frame(scaler, scaled, frame));
        }
        avutil.av_frame_unref(frame);
        done++;
      }
      return done;
    }

    long encode(AVCodecContext encoder, AVFrame picture, long pts) {
      long done = 0;
      require(avutil.av_frame_ref(frame, picture));
      frame.pts(pts);
      frame.pict_type(avutil.AV_PICTURE_TYPE_NONE);
      require(avcodec.avcodec_send_frame(encoder, frame));
      avutil.av_frame_unref(frame);
      while (avcodec.avcodec_receive_packet(encoder, packet) >= 0) {
        avcodec.av_packet_unref(packet);
        done++;
      }
      return done;
    }

    private static void require(int code) {
      if (code < 0) {
        throw new IllegalStateException("error " + code);
      }
    }

    @Override
    public void close() {
      swscale.sws_free_context(scaler);
      avutil.av_frame_free(scaled);
      avutil.av_frame_free(frame);
      avcodec.av_packet_free(packet);
      avcodec.avcodec_free_context(context);
      avformat.avformat_close_input(format);
    }
  }
}
