package io.av4j.container;

import io.av4j.codec.CodecParameters;
import io.av4j.codec.Packet;
import io.av4j.flow.Sink;
import io.av4j.internal.AvError;
import io.av4j.internal.Dictionary;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an input, as it was known when it was opened ({@code AVStream}).
 *
 * <p>What it tells is a copy: it can be read after the input is closed and from any thread. What it
 * opens needs the input open.
 */
public abstract sealed class MediaStream permits VideoStream, AudioStream, OtherStream {
  private final InputHandle input;
  private final int index;
  private final int id;
  private final String mediaType;
  private final String codec;
  private final @Nullable String profile;
  private final int level;
  private final String codecTag;
  private final Rational timeBase;
  private final @Nullable Timestamp startTime;
  private final @Nullable Timestamp duration;
  private final OptionalLong frameCount;
  private final OptionalLong bitsPerSecond;
  private final int extradataSize;
  private final Map<String, String> metadata;
  private final Set<String> disposition;
  private final List<SideData> sideData;

  /** Reads the stream. The input's thread is inside. */
  MediaStream(InputHandle input, AVStream stream) {
    this.input = input;
    AVCodecParameters parameters = stream.codecpar();
    index = stream.index();
    id = stream.id();
    mediaType = orUnknown(AvError.string(avutil.av_get_media_type_string(parameters.codec_type())));
    codec = orUnknown(AvError.string(avcodec.avcodec_get_name(parameters.codec_id())));
    profile =
        AvError.string(avcodec.avcodec_profile_name(parameters.codec_id(), parameters.profile()));
    level = parameters.level();
    codecTag = fourcc(parameters.codec_tag());
    timeBase = Rational.orUnset(stream.time_base().num(), stream.time_base().den());
    startTime = timestamp(stream.start_time());
    duration = timestamp(stream.duration());
    frameCount = positive(stream.nb_frames());
    bitsPerSecond = positive(parameters.bit_rate());
    extradataSize = parameters.extradata_size();
    metadata = Collections.unmodifiableMap(Dictionary.toMap(stream.metadata()));
    disposition = dispositionNames(stream.disposition());
    sideData = SideDataReader.read(parameters);
  }

  private @Nullable Timestamp timestamp(long value) {
    return value == avutil.AV_NOPTS_VALUE || !timeBase.isSet()
        ? null
        : new Timestamp(value, timeBase);
  }

  static OptionalLong positive(long value) {
    return value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
  }

  private static String orUnknown(@Nullable String name) {
    return name == null ? "unknown" : name;
  }

  private static String fourcc(int tag) {
    byte[] text = new byte[avutil.AV_FOURCC_MAX_STRING_SIZE];
    avutil.av_fourcc_make_string(text, tag);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  private static Set<String> dispositionNames(int flags) {
    Set<String> names = new LinkedHashSet<>();
    for (int bit = 1; bit != 0; bit <<= 1) {
      String name =
          (flags & bit) == 0 ? null : AvError.string(avformat.av_disposition_to_string(bit));
      if (name != null) {
        names.add(name);
      }
    }
    return Collections.unmodifiableSet(names);
  }

  /** Where this stream's packets shall go, for {@link MediaInput#pump}. */
  public Route to(Sink<? super Packet> sink) {
    return new Route(this, sink);
  }

  /** The number of the stream in its input, from 0. */
  public int index() {
    return index;
  }

  /** The container's own number of the stream ({@code AVStream.id}). */
  public int id() {
    return id;
  }

  /** {@code video}, {@code audio}, {@code subtitle}, {@code data} or {@code attachment}. */
  public String mediaType() {
    return mediaType;
  }

  /** FFmpeg's name of the codec, for example {@code h264}; {@code none} where unknown. */
  public String codec() {
    return codec;
  }

  /** The codec's profile, for example {@code High}, or null where unknown. */
  public @Nullable String profile() {
    return profile;
  }

  /** The codec's level as it numbers them, for example 40; -99 where unknown. */
  public int level() {
    return level;
  }

  /** The container's name of the codec, four characters ({@code codec_tag_string}). */
  public String codecTag() {
    return codecTag;
  }

  /** The unit of the stream's timestamps, in seconds. */
  public Rational timeBase() {
    return timeBase;
  }

  /** The first pts, or null where unknown. */
  public @Nullable Timestamp startTime() {
    return startTime;
  }

  /** How long the stream is, or null where unknown. */
  public @Nullable Timestamp duration() {
    return duration;
  }

  /** How many frames the container says there are, where it does. */
  public OptionalLong frameCount() {
    return frameCount;
  }

  /** The bit rate the container or the codec's header says, where one does. */
  public OptionalLong bitsPerSecond() {
    return bitsPerSecond;
  }

  /** Bytes of codec headers that came with the container. */
  public int extradataSize() {
    return extradataSize;
  }

  /** {@code language}, {@code title} and others, in the container's order. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** {@code default}, {@code attached_pic} and others. */
  public Set<String> disposition() {
    return disposition;
  }

  /** What the stream says beside its codec parameters, such as a rotation. */
  public List<SideData> sideData() {
    return sideData;
  }

  final InputHandle input() {
    return input;
  }

  /** The struct. The input's thread is inside. */
  final AVStream struct() {
    return input.struct().streams(index);
  }

  /**
   * What this stream's packets are like, for outputs that outlive the input. The caller closes it.
   *
   * @throws IllegalStateException if the input is closed or in use
   */
  public CodecParameters parameters() {
    input.enter();
    try {
      AVRational rate = struct().avg_frame_rate();
      return CodecParameters.of(
          struct().codecpar(),
          timeBase,
          Rational.orUnset(Math.max(0, rate.num()), Math.max(0, rate.den())));
    } finally {
      input.exit();
    }
  }

  /** Number, kind and codec, for logs. */
  @Override
  public String toString() {
    return "stream " + index + " (" + mediaType + ", " + codec + ")";
  }
}
