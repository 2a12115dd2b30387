package io.av4j.container;

import io.av4j.codec.DecoderOptions;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.internal.AvError;
import io.av4j.internal.Lender;
import io.av4j.internal.NativePacket;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * An opened file or stream to read packets from ({@code AVFormatContext} of a demuxer).
 *
 * <p>Every blocking call has a deadline from {@link InputOptions} and ends soon after {@link
 * #cancel()}, which any thread may call, as {@link #endReading()}; all else serves one thread at a
 * time. The opener closes it.
 *
 * <p>Failures: {@link io.av4j.MediaIoException} (and {@link io.av4j.MediaTimeoutException}) when
 * reading or connecting fails, {@link io.av4j.InvalidMediaException} for data that is not media,
 * {@link io.av4j.UnsupportedMediaException} for an unknown format or protocol, {@link
 * java.util.concurrent.CancellationException} after a cancel or an interrupt of the thread.
 */
public final class MediaInput implements AutoCloseable {
  private static final Lender<Packet, NativePacket> PACKETS = Lender.of(Packet.class);
  private static final int ALL = -1;

  private final InputHandle handle;
  private final NativePacket packet;
  private final String formatName;
  private volatile List<MediaStream> streams;
  private final List<Chapter> chapters;
  private final List<Program> programs;
  private final Map<String, String> metadata;

  private MediaInput(InputHandle handle, NativePacket packet) {
    this.handle = handle;
    this.packet = packet;
    AVFormatContext context = handle.struct();
    formatName = String.valueOf(AvError.string(context.iformat().name()));
    streams = InputReader.streams(handle, List.of());
    chapters = InputReader.chapters(context);
    programs = InputReader.programs(context);
    metadata = InputReader.metadata(context);
  }

  /** Opens a file with {@link InputOptions#DEFAULT}. */
  public static MediaInput open(Path file) {
    return open(file, InputOptions.DEFAULT);
  }

  /** Opens a file. Only plain files: a pipe or device could block for ever. */
  public static MediaInput open(Path file, InputOptions options) {
    return open(Location.of(file), options);
  }

  /** Opens a URL, or a file by its name, with {@link InputOptions#DEFAULT}. */
  public static MediaInput open(String url) {
    return open(url, InputOptions.DEFAULT);
  }

  /**
   * Opens a URL ({@code rtmp://…}, {@code https://…}, {@code srt://…}), or a file by its name.
   *
   * @throws IllegalArgumentException if an option is known neither to the demuxer nor to the
   *     protocol
   */
  public static MediaInput open(String url, InputOptions options) {
    return open(Location.of(url), options);
  }

  private static MediaInput open(Location location, InputOptions options) {
    InputHandle handle = InputHandle.open(location, options);
    try {
      return new MediaInput(handle, handle.lendingPacket());
    } catch (RuntimeException e) {
      handle.close();
      throw e;
    }
  }

  /** FFmpeg's names of the demuxer, for example {@code mov,mp4,m4a,3gp,3g2,mj2}. */
  public String formatName() {
    return formatName;
  }

  /** Where the input is, without its secrets. */
  public String location() {
    return handle.location().shown();
  }

  /** The streams known so far, by index. Some formats bring further ones while they are read. */
  public List<MediaStream> streams() {
    return streams;
  }

  /** The stream of that index. */
  public MediaStream stream(int index) {
    List<MediaStream> known = streams;
    if (index < 0 || index >= known.size()) {
      throw new NoSuchElementException(
          location() + " has " + known.size() + " streams, none with index " + index);
    }
    return known.get(index);
  }

  /** The chapters in the container's order; empty where it has none. */
  public List<Chapter> chapters() {
    return chapters;
  }

  /** The programs of a transport stream; empty elsewhere. */
  public List<Program> programs() {
    return programs;
  }

  /** {@code title}, {@code artist} and others, in the container's order. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The earliest start of a stream, in microseconds, or null where unknown. */
  public @Nullable Timestamp startTime() {
    return InputReader.containerTime(handle, true);
  }

  /** How long the whole is, in microseconds, or null where unknown as in a live stream. */
  public @Nullable Timestamp duration() {
    return InputReader.containerTime(handle, false);
  }

  /** Bits a second of the whole file, or 0 where unknown. */
  public long bitsPerSecond() {
    return handle.inside(() -> Math.max(0, handle.struct().bit_rate()));
  }

  /** Bytes of the whole file or resource, where the protocol tells ({@code avio_size}). */
  public OptionalLong sizeInBytes() {
    handle.enter();
    try {
      AVIOContext io = handle.struct().pb();
      return io == null ? OptionalLong.empty() : MediaStream.positive(avformat.avio_size(io));
    } finally {
      handle.exit();
    }
  }

  /**
   * The video that a player would show ({@code av_find_best_stream}), or {@code
   * NoSuchElementException}.
   */
  public VideoStream bestVideo() {
    return findVideo()
        .orElseThrow(() -> new NoSuchElementException(location() + " has no video stream"));
  }

  /**
   * The sound that a player would play ({@code av_find_best_stream}), or {@code
   * NoSuchElementException}.
   */
  public AudioStream bestAudio() {
    return findAudio()
        .orElseThrow(() -> new NoSuchElementException(location() + " has no audio stream"));
  }

  /** The video that a player would show, where there is one; covers do not count. */
  public Optional<VideoStream> findVideo() {
    return best(avutil.AVMEDIA_TYPE_VIDEO, VideoStream.class).filter(v -> !v.attachedPicture());
  }

  /** The sound that a player would play, where there is one. */
  public Optional<AudioStream> findAudio() {
    return best(avutil.AVMEDIA_TYPE_AUDIO, AudioStream.class);
  }

  private <S extends MediaStream> Optional<S> best(int mediaType, Class<S> type) {
    handle.enter();
    try {
      int index =
          avformat.av_find_best_stream(handle.struct(), mediaType, -1, -1, (AVCodec) null, 0);
      return index < 0 || index >= streams.size()
          ? Optional.empty()
          : Optional.of(streams.get(index)).filter(type::isInstance).map(type::cast);
    } finally {
      handle.exit();
    }
  }

  /**
   * Reads the next packet of any stream ({@code av_read_frame}) and lends it to the sink.
   *
   * @return false at the end, without a call of the sink; the sink's {@code end} is never called
   *     here
   */
  public boolean read(Sink<? super Packet> sink) {
    return read(ALL, sink);
  }

  /** As {@link #read(Sink)}, but packets of other streams than that one are not lent. */
  boolean read(int wanted, Sink<? super Packet> sink) {
    handle.enter();
    try {
      AVPacket struct = packet.struct();
      if (!handle.read(struct)) {
        return false;
      }
      try {
        int index = packet.streamIndex();
        if (index >= streams.size()) {
          streams = InputReader.streams(handle, streams);
        }
        if (wanted == ALL || wanted == index) {
          packet.setTimeBase(streams.get(index).timeBase());
          Packet lent = PACKETS.lend(packet);
          try {
            sink.accept(lent);
          } finally {
            PACKETS.takeBack(lent, packet);
          }
        }
      } finally {
        avcodec.av_packet_unref(struct);
      }
      return true;
    } finally {
      handle.exit();
    }
  }

  /**
   * Reads to the end: every packet to the routes of its stream, then their ends, in their order.
   */
  public void pump(Route... routes) {
    pumpWhile(() -> true, routes);
  }

  /**
   * Reads as long as there are packets and the condition, asked before each, holds; then ends the
   * routes. Streams without a route are not even read where the container allows to pass over them.
   *
   * @throws IllegalArgumentException if a route is of another input
   */
  public void pumpWhile(BooleanSupplier condition, Route... routes) {
    PacketRouter router = new PacketRouter(handle, List.of(routes));
    router.select();
    try {
      while (condition.getAsBoolean() && read(router)) {
        // Each read hands its packet to the router.
      }
    } finally {
      router.unselect();
    }
    router.end();
  }

  /**
   * Goes to the last keyframe at or before the time, or to the first thereafter ({@code
   * avformat_seek_file}). Decoders of this input must {@link io.av4j.codec.Decoder#discard} what
   * they hold.
   *
   * @throws io.av4j.MediaException if the input cannot seek
   */
  public void seek(Timestamp time) {
    long micros = InputHandle.seekable(time);
    handle.enter();
    try {
      handle.seek(micros);
    } finally {
      handle.exit();
    }
  }

  /** The frames of the best video, decoded one by one; the caller closes the reader. */
  public FrameReader<VideoFrame> videoFrames() {
    return frames(bestVideo(), DecoderOptions.DEFAULT);
  }

  /** The frames of the best audio, decoded one by one; the caller closes the reader. */
  public FrameReader<AudioFrame> audioFrames() {
    return frames(bestAudio(), DecoderOptions.DEFAULT);
  }

  /** The frames of a video, decoded one by one; the caller closes the reader. */
  public FrameReader<VideoFrame> frames(VideoStream stream, DecoderOptions options) {
    return new FrameReader<>(
        this, stream, stream.openDecoder(options), Lender.of(VideoFrame.class));
  }

  /** The frames of an audio, decoded one by one; the caller closes the reader. */
  public FrameReader<AudioFrame> frames(AudioStream stream, DecoderOptions options) {
    return new FrameReader<>(
        this, stream, stream.openDecoder(options), Lender.of(AudioFrame.class));
  }

  /**
   * Ends the running and all later blocking calls within about 100 ms. From any thread; returns at
   * once.
   */
  public void cancel() {
    handle.cancel();
  }

  /**
   * Makes this the end of the input: the read that runs now, and every later one, says so as at the
   * end of a file, within about 100 ms. What was read before is untouched, and this is no failure:
   * {@link #pump} ends its routes. A seek does not take it back. From any thread; returns at once;
   * idempotent; without effect on a closed input.
   */
  public void endReading() {
    handle.endReading();
  }

  /** The keyframe that decoding of a time would begin with, by the container's index; or null. */
  @Nullable Timestamp keyFrameBefore(MediaStream stream, Timestamp time) {
    handle.enter();
    try {
      Rational unit = stream.timeBase();
      long wanted = Rational.rescale(time.value(), time.timeBase(), unit);
      AVStream struct = stream.struct();
      int index = avformat.av_index_search_timestamp(struct, wanted, avformat.AVSEEK_FLAG_BACKWARD);
      return index < 0
          ? null
          : new Timestamp(avformat.avformat_index_get_entry(struct, index).timestamp(), unit);
    } finally {
      handle.exit();
    }
  }

  InputHandle handle() {
    return handle;
  }

  /**
   * The struct itself, for what this class does not cover. Valid until close; what is done with it
   * is unchecked.
   */
  public AVFormatContext pointer() {
    return handle.inside(() -> handle.struct());
  }

  /**
   * Closes the input; a thread that is inside is interrupted and waited for. Idempotent, never
   * throws.
   */
  @Override
  public void close() {
    handle.close();
  }
}
