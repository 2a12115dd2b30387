package io.av4j.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.av4j.container.AudioStream;
import io.av4j.container.Chapter;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaStream;
import io.av4j.container.Program;
import io.av4j.container.SideData;
import io.av4j.container.VideoStream;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.ColorProperties;
import io.av4j.frame.VideoFormat;
import io.av4j.time.Rational;
import io.av4j.time.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Prints what is known of a file or stream as JSON, with ffprobe's names. What is not, is absent.
 */
@Command(
    name = "Probe",
    mixinStandardHelpOptions = true,
    description = "Prints container, streams, chapters and programs of FILE as JSON.")
public final class Probe implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  // ffprobe prints those that do not hold, too.
  private static final List<String> DISPOSITIONS =
      List.of(
          "default",
          "dub",
          "original",
          "comment",
          "lyrics",
          "karaoke",
          "forced",
          "hearing_impaired",
          "visual_impaired",
          "clean_effects",
          "attached_pic",
          "timed_thumbnails",
          "non_diegetic",
          "captions",
          "descriptions",
          "metadata",
          "dependent",
          "still_image",
          "multilayer");

  @Parameters(index = "0", paramLabel = "FILE|URL", description = "file or URL")
  private String file = "";

  private Probe() {}

  /** The command line. */
  public static void main(String[] arguments) {
    io.av4j.examples.Program.main(new Probe(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return io.av4j.examples.Program.run(new Probe(), arguments);
  }

  @Override
  public Integer call() throws JsonProcessingException {
    try (MediaInput input = MediaInput.open(file)) {
      ObjectNode root = JSON.createObjectNode();
      ArrayNode programs = root.putArray("programs");
      input.programs().forEach(program -> programs.add(program(program)));
      ArrayNode streams = root.putArray("streams");
      input.streams().forEach(stream -> streams.add(stream(stream)));
      ArrayNode chapters = root.putArray("chapters");
      input.chapters().forEach(chapter -> chapters.add(chapter(chapter)));
      root.set("format", format(input));
      byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
      // JSON is UTF-8 whatever the console's charset is.
      System.out.write(text, 0, text.length);
      System.out.println();
      return io.av4j.examples.Program.OK;
    }
  }

  private static ObjectNode format(MediaInput input) {
    ObjectNode json = JSON.createObjectNode();
    json.put("filename", input.location());
    json.put("nb_streams", input.streams().size());
    json.put("nb_programs", input.programs().size());
    json.put("format_name", input.formatName());
    putSeconds(json, "start_time", input.startTime());
    putSeconds(json, "duration", input.duration());
    input.sizeInBytes().ifPresent(size -> json.put("size", Long.toString(size)));
    if (input.bitsPerSecond() > 0) {
      json.put("bit_rate", Long.toString(input.bitsPerSecond()));
    }
    putTags(json, input.metadata());
    return json;
  }

  private static ObjectNode stream(MediaStream stream) {
    ObjectNode json = JSON.createObjectNode().put("index", stream.index());
    if (!stream.codec().equals("none")) {
      json.put("codec_name", stream.codec());
    }
    if (stream.profile() != null) {
      json.put("profile", stream.profile());
    }
    json.put("codec_type", stream.mediaType()).put("codec_tag_string", stream.codecTag());
    if (stream instanceof VideoStream video) {
      video(json, video);
    } else if (stream instanceof AudioStream audio && audio.hasFormat()) {
      AudioFormat format = audio.format();
      json.put("sample_fmt", format.sampleFormat().toString());
      json.put("sample_rate", Integer.toString(format.sampleRate()));
      json.put("channels", format.layout().channels());
      json.put("channel_layout", format.layout().name());
    }
    if (stream.id() > 0) {
      json.put("id", "0x" + Integer.toHexString(stream.id()));
    }
    json.put("time_base", stream.timeBase().toString());
    Timestamp start = stream.startTime();
    if (start != null) {
      json.put("start_pts", start.value());
      putSeconds(json, "start_time", start);
    }
    Timestamp duration = stream.duration();
    if (duration != null) {
      json.put("duration_ts", duration.value());
      putSeconds(json, "duration", duration);
    }
    stream.bitsPerSecond().ifPresent(bits -> json.put("bit_rate", Long.toString(bits)));
    stream.frameCount().ifPresent(frames -> json.put("nb_frames", Long.toString(frames)));
    if (stream.extradataSize() > 0) {
      json.put("extradata_size", stream.extradataSize());
    }
    Set<String> holds = stream.disposition();
    ObjectNode disposition = json.putObject("disposition");
    DISPOSITIONS.forEach(name -> disposition.put(name, holds.contains(name) ? 1 : 0));
    putTags(json, stream.metadata());
    if (!stream.sideData().isEmpty()) {
      ArrayNode list = json.putArray("side_data_list");
      stream.sideData().forEach(data -> list.add(sideData(data)));
    }
    return json;
  }

  private static void video(ObjectNode json, VideoStream video) {
    if (video.hasFormat()) {
      VideoFormat format = video.format();
      json.put("width", format.width()).put("height", format.height());
      Rational pixel = format.sampleAspectRatio();
      if (pixel.isSet()) {
        json.put("sample_aspect_ratio", ratio(pixel));
        json.put(
            "display_aspect_ratio",
            ratio(pixel.times(Rational.reduced(format.width(), format.height()))));
      }
      json.put("pix_fmt", format.pixelFormat().name());
      ColorProperties color = format.color();
      putKnown(json, "color_range", color.range());
      putKnown(json, "color_space", color.space());
      putKnown(json, "color_transfer", color.transfer());
      putKnown(json, "color_primaries", color.primaries());
      putKnown(json, "chroma_location", color.chromaLocation());
    }
    if (video.level() > 0) {
      json.put("level", video.level());
    }
    if (video.realFrameRate().isSet()) {
      json.put("r_frame_rate", video.realFrameRate().toString());
    }
    if (video.averageFrameRate().isSet()) {
      json.put("avg_frame_rate", video.averageFrameRate().toString());
    }
  }

  private static ObjectNode sideData(SideData data) {
    ObjectNode json = JSON.createObjectNode().put("side_data_type", data.type());
    data.fields()
        .forEach(
            (name, value) -> {
              if (value.matches("-?\\d{1,9}")) {
                json.put(name, Integer.parseInt(value));
              } else {
                json.put(name, value);
              }
            });
    return json;
  }

  private static ObjectNode chapter(Chapter chapter) {
    ObjectNode json = JSON.createObjectNode().put("id", chapter.id());
    json.put("time_base", chapter.start().timeBase().toString());
    json.put("start", chapter.start().value());
    putSeconds(json, "start_time", chapter.start());
    json.put("end", chapter.end().value());
    putSeconds(json, "end_time", chapter.end());
    putTags(json, chapter.metadata());
    return json;
  }

  private static ObjectNode program(Program program) {
    ObjectNode json = JSON.createObjectNode().put("program_id", program.id());
    json.put("nb_streams", program.streamIndexes().size());
    putTags(json, program.metadata());
    ArrayNode streams = json.putArray("streams");
    program.streamIndexes().forEach(index -> streams.addObject().put("index", index));
    return json;
  }

  private static void putTags(ObjectNode json, Map<String, String> metadata) {
    if (!metadata.isEmpty()) {
      ObjectNode tags = json.putObject("tags");
      metadata.forEach(tags::put);
    }
  }

  private static void putSeconds(ObjectNode json, String name, @Nullable Timestamp time) {
    if (time != null) {
      double seconds = time.value() * time.timeBase().toDouble();
      json.put(name, String.format(Locale.ROOT, "%.6f", seconds));
    }
  }

  private static void putKnown(ObjectNode json, String name, String value) {
    if (!value.equals("unknown") && !value.equals("unspecified")) {
      json.put(name, value);
    }
  }

  private static String ratio(Rational value) {
    return value.num() + ":" + value.den();
  }
}
