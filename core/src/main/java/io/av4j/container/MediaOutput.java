package io.av4j.container;

import io.av4j.UnsupportedMediaException;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.CodecParameters;
import io.av4j.codec.Encoder;
import io.av4j.codec.HeaderPlacement;
import io.av4j.codec.Packet;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.filter.AudioFittingEncoder;
import io.av4j.filter.Fit;
import io.av4j.filter.FittingEncoder;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.VideoFrame;
import io.av4j.internal.AvError;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avformat;

/**
 * A file or stream that packets are written into ({@code AVFormatContext} of a muxer): MP4, MKV,
 * FLV, MPEG-TS, or FLV over RTMP.
 *
 * <p>First the tracks are added, then media flows; the header is written with the first packet. The
 * tracks are sinks: they encode where that was asked for, rescale all timestamps and interleave.
 * {@link #finish()}, or else {@link #close()}, writes what is still inside the encoders and the
 * trailer, once, and only behind a header.
 *
 * <p>Every blocking call has a deadline from {@link OutputOptions} and ends soon after {@link
 * #cancel()}, which any thread may call; all else serves one thread at a time. The opener closes
 * it. Failures are those of {@link MediaInput}.
 */
public final class MediaOutput implements AutoCloseable {
  private final OutputHandle handle;
  private final List<OutputTrack> tracks = new ArrayList<>();
  private final List<Sink<?>> unfinished = new ArrayList<>();
  private final Deque<AutoCloseable> children = new ArrayDeque<>();
  private final HeaderPlacement headers;

  private MediaOutput(OutputHandle handle) {
    this.handle = handle;
    boolean global = (handle.struct().oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
    this.headers = global ? HeaderPlacement.GLOBAL : HeaderPlacement.IN_BAND;
  }

  /** Creates a file with {@link OutputOptions#DEFAULT}; its name tells the container. */
  public static MediaOutput create(Path file) {
    return create(file, OutputOptions.DEFAULT);
  }

  /** Creates a file, over one that may be there. */
  public static MediaOutput create(Path file, OutputOptions options) {
    return new MediaOutput(OutputHandle.open(Location.of(file), options));
  }

  /** Connects to a URL, or creates a file by its name, with {@link OutputOptions#DEFAULT}. */
  public static MediaOutput create(String url) {
    return create(url, OutputOptions.DEFAULT);
  }

  /**
   * Connects to a URL ({@code rtmp://…}), or creates a file by its name.
   *
   * @throws UnsupportedMediaException if no container belongs to the name, or this FFmpeg lacks it
   * @throws IllegalArgumentException if an option is known neither to the muxer nor to the
   *     protocol, or would turn an RTMP output into a server
   */
  public static MediaOutput create(String url, OutputOptions options) {
    return new MediaOutput(OutputHandle.open(Location.of(url), options));
  }

  /**
   * Hands what the muxer writes to a sink, for a transport that FFmpeg has not.
   *
   * <p>The sink gets the bytes of the header, of each packet that is due, and of the trailer, in
   * their order and each time as a whole, on the thread that writes; then the end. With the option
   * {@code flush_packets} at 0 the packets come together, at {@link #flush()}. The buffer is
   * direct, and valid until the sink returns. What the sink throws goes through, and breaks the
   * output off. A muxer that has to go back to what it wrote (a plain MP4) refuses its header.
   *
   * @param options have to name the {@linkplain OutputOptions#withFormat format}
   * @throws IllegalArgumentException if they do not, or name an option that the muxer does not know
   * @throws UnsupportedMediaException if this FFmpeg lacks the muxer, or it opens its files by
   *     itself, as HLS does
   */
  public static MediaOutput create(Sink<ByteBuffer> sink, OutputOptions options) {
    return new MediaOutput(OutputHandle.open(sink, options));
  }

  /** FFmpeg's name of the muxer, for example {@code flv}. */
  public String formatName() {
    return handle.inside(() -> String.valueOf(AvError.string(handle.struct().oformat().name())));
  }

  /** Where the output is, without its secrets. */
  public String location() {
    return handle.location().shown();
  }

  /** Whether the container can carry a codec of FFmpeg's name ({@code avformat_query_codec}). */
  public boolean carries(String codec) {
    return handle.inside(() -> TrackMaker.carries(handle, TrackMaker.codecId(codec)));
  }

  /**
   * Adds a video that is encoded here. Pictures of another size or pixel format than the settings'
   * are scaled, {@link Fit#STRETCH}. The sink's end drains the encoder.
   *
   * @param settings the sample aspect ratio of their format tells players the pictures' shape;
   *     {@link io.av4j.frame.VideoFormat#withSize} keeps it right
   * @throws UnsupportedMediaException if FFmpeg lacks the encoder or the container cannot carry its
   *     codec
   * @throws IllegalStateException if media is flowing already
   */
  public Sink<VideoFrame> addVideo(VideoEncoderSettings settings) {
    handle.enter();
    try {
      handle.requireNotStarted();
      FittingEncoder encoder = own(FittingEncoder.video(settings, Fit.STRETCH, null, headers));
      return finishing(encoder.into(add(TrackMaker.encoded(handle, encoder.encoder()))));
    } finally {
      handle.exit();
    }
  }

  /**
   * Adds an audio that is encoded here. Sound of another rate, sample format or channels than the
   * settings' is resampled, and cut into the frames the encoder wants. The sink's end drains the
   * encoder.
   *
   * @throws UnsupportedMediaException if FFmpeg lacks the encoder or the container cannot carry its
   *     codec
   * @throws IllegalStateException if media is flowing already
   */
  public Sink<AudioFrame> addAudio(AudioEncoderSettings settings) {
    handle.enter();
    try {
      handle.requireNotStarted();
      AudioFittingEncoder encoder = own(AudioFittingEncoder.audio(settings, headers));
      return finishing(encoder.into(add(TrackMaker.encoded(handle, encoder.encoder()))));
    } finally {
      handle.exit();
    }
  }

  /**
   * Adds a stream of an input as it is; nothing is encoded.
   *
   * @throws UnsupportedMediaException if the container cannot carry the codec
   * @throws IllegalStateException if media is flowing already, or the input is closed
   */
  public Sink<Packet> addCopy(MediaStream source) {
    handle.enter();
    try {
      handle.requireNotStarted();
      return add(TrackMaker.copy(handle, source));
    } finally {
      handle.exit();
    }
  }

  /**
   * Adds what an encoder of the caller's makes, so that its packets can go to several places. The
   * encoder must have been opened with {@link #headerPlacement()}; it stays its opener's.
   *
   * @throws UnsupportedMediaException if the container cannot carry the codec
   * @throws IllegalStateException if media is flowing already
   */
  public Sink<Packet> addEncoded(Encoder<?> encoder) {
    handle.enter();
    try {
      handle.requireNotStarted();
      return add(TrackMaker.encoded(handle, encoder));
    } finally {
      handle.exit();
    }
  }

  /**
   * Adds a stream of packets like these, wherever they come from.
   *
   * @param parameters read, not kept
   * @throws UnsupportedMediaException if the container cannot carry the codec
   * @throws IllegalStateException if media is flowing already
   */
  public Sink<Packet> addTrack(CodecParameters parameters) {
    handle.enter();
    try {
      handle.requireNotStarted();
      return add(TrackMaker.track(handle, parameters));
    } finally {
      handle.exit();
    }
  }

  /** Where this container wants the codec's headers. */
  public HeaderPlacement headerPlacement() {
    return headers;
  }

  private OutputTrack add(AVStream stream) {
    OutputTrack track = new OutputTrack(handle, stream);
    tracks.add(track);
    return track;
  }

  private <C extends AutoCloseable> C own(C child) {
    children.push(child);
    return child;
  }

  /** Remembers that the sink holds media until it is ended, by its user or by {@link #finish()}. */
  private <T> Sink<T> finishing(Sink<T> sink) {
    Sink<T> once =
        new Sink<>() {
          private boolean ended;

          @Override
          public void accept(T item) {
            if (ended) {
              throw new IllegalStateException("this track of " + location() + " has ended");
            }
            sink.accept(item);
          }

          @Override
          public void end() {
            if (!ended) {
              ended = true;
              sink.end();
            }
          }
        };
    unfinished.add(once);
    return once;
  }

  /**
   * Takes over the input's metadata and chapters, as far as the container carries them.
   *
   * @throws IllegalStateException if media is flowing already, or the input is closed
   */
  public void describeAs(MediaInput input) {
    handle.enter();
    try {
      handle.requireNotStarted();
      TrackMaker.copyDescription(handle, input.handle());
    } finally {
      handle.exit();
    }
  }

  /** Writes the header now instead of with the first packet, so that its failure shows here. */
  public void start() {
    handle.enter();
    try {
      handle.writeHeader();
    } finally {
      handle.exit();
    }
  }

  /**
   * Hands what the muxer has written so far to the file, connection or sink, without waiting for
   * more ({@code avio_flush}). Of use where the option {@code flush_packets} is 0; else each packet
   * goes as it is written.
   *
   * @throws IllegalStateException if finished
   */
  public void flush() {
    handle.enter();
    try {
      handle.flush();
    } finally {
      handle.exit();
    }
  }

  /**
   * Drains the encoders of the tracks that were not ended, writes the trailer where there is a
   * header, and closes the file or connection. Idempotent; nothing can be written thereafter.
   */
  public void finish() {
    if (handle.takesMedia()) {
      unfinished.forEach(Sink::end);
    }
    handle.enter();
    try {
      handle.finish();
    } finally {
      handle.exit();
    }
  }

  /** Bytes handed to the file or connection so far. */
  public long bytesWritten() {
    return handle.inside(() -> handle.bytes());
  }

  /** What went into each track so far. */
  public List<TrackStatistics> statistics() {
    return handle.inside(() -> tracks.stream().map(OutputTrack::statistics).toList());
  }

  /**
   * Ends the running and all later blocking calls within about 100 ms, without a trailer. From any
   * thread.
   */
  public void cancel() {
    handle.cancel();
  }

  /**
   * The struct itself, for what this class does not cover. Valid until close; what is done with it
   * is unchecked.
   */
  public AVFormatContext pointer() {
    return handle.inside(() -> handle.struct());
  }

  /**
   * {@link #finish() Finishes} what is not finished and frees all. Idempotent. After a cancel or a
   * broken connection nothing more is sent.
   *
   * @throws io.av4j.MediaException if the end of the media or the trailer could not be written; all
   *     is freed nevertheless
   */
  @Override
  public void close() {
    if (handle.isClosed()) {
      return;
    }
    RuntimeException failure = null;
    try {
      if (!handle.inUse()) {
        finish();
      }
    } catch (CancellationException e) {
      // Whoever cancelled knows.
    } catch (RuntimeException e) {
      failure = e;
    }
    handle.close();
    for (AutoCloseable child : children) {
      try {
        child.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
