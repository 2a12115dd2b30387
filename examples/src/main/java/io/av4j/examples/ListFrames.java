package io.av4j.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.av4j.UnsupportedMediaException;
import io.av4j.codec.CorruptPolicy;
import io.av4j.codec.Decoder;
import io.av4j.codec.DecoderOptions;
import io.av4j.container.AudioStream;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaStream;
import io.av4j.container.Route;
import io.av4j.container.VideoStream;
import io.av4j.flow.Sink;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.Frame;
import io.av4j.frame.VideoFrame;
import io.av4j.time.Timestamp;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decodes a file and prints one line of JSON for each frame. */
@Command(
    name = "ListFrames",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Decodes FILE and prints one JSON object a frame, in the order they come.")
public final class ListFrames implements Callable<Integer> {
  // What cannot be decoded is passed over and counted, as the ffmpeg program does.
  private static final DecoderOptions OPTIONS =
      DecoderOptions.DEFAULT.withCorruptPolicy(CorruptPolicy.SKIP);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(index = "0", paramLabel = "FILE", description = "file or URL")
  private String file = "";

  @Option(
      names = "--stream",
      paramLabel = "N",
      description = "only the stream of that index; can be repeated (default: video and audio)")
  private List<Integer> wanted = new ArrayList<>();

  @Option(
      names = "--md5",
      description =
          "with the MD5 of the samples: planes without padding, or audio channels interleaved")
  private boolean md5;

  @Spec private CommandSpec spec = CommandSpec.create();

  // JSON is UTF-8 whatever the console's charset is.
  private final PrintStream out = System.out;
  private final Map<MediaStream, Decoder<?>> decoders = new LinkedHashMap<>();
  private byte[] samples = new byte[0];

  private ListFrames() {}

  /** The command line. */
  public static void main(String[] arguments) {
    Program.main(new ListFrames(), arguments);
  }

  /** What {@link #main} runs; for tests. */
  static int run(String... arguments) {
    return Program.run(new ListFrames(), arguments);
  }

  @Override
  public Integer call() {
    try (StopSignal stop = new StopSignal();
        MediaInput input = MediaInput.open(file)) {
      List<Route> routes = new ArrayList<>();
      for (MediaStream stream : selected(input)) {
        route(stream, routes);
      }
      input.pumpWhile(() -> !stop.isStopping(), routes.toArray(Route[]::new));
      out.flush();
      sayWhatWasSkipped();
      return stop.isStopping() ? Program.FAILED : Program.OK;
    } finally {
      decoders.values().forEach(Decoder::close);
    }
  }

  private List<MediaStream> selected(MediaInput input) {
    if (!wanted.isEmpty()) {
      return wanted.stream().distinct().map(input::stream).toList();
    }
    return input.streams().stream()
        .filter(stream -> stream instanceof VideoStream || stream instanceof AudioStream)
        .toList();
  }

  private void route(MediaStream stream, List<Route> routes) {
    try {
      if (stream instanceof VideoStream video) {
        Decoder<VideoFrame> decoder = video.openDecoder(OPTIONS);
        decoders.put(stream, decoder);
        Sink<VideoFrame> print = frame -> print(stream, frame);
        routes.add(stream.to(decoder.into(print)));
      } else if (stream instanceof AudioStream audio) {
        Decoder<AudioFrame> decoder = audio.openDecoder(OPTIONS);
        decoders.put(stream, decoder);
        Sink<AudioFrame> print = frame -> print(stream, frame);
        routes.add(stream.to(decoder.into(print)));
      } else {
        throw new NoSuchElementException(stream + " has no frames to decode");
      }
    } catch (UnsupportedMediaException e) {
      if (!wanted.isEmpty()) {
        throw e;
      }
      spec.commandLine().getErr().println(stream + " is left out: " + e.getMessage());
    }
  }

  private void print(MediaStream stream, VideoFrame frame) {
    ObjectNode json = times(stream, frame);
    json.put("key_frame", frame.keyFrame() ? 1 : 0);
    json.put("width", frame.width()).put("height", frame.height());
    json.put("pix_fmt", frame.pixelFormat().name());
    if (md5) {
      frame.copyTo(room(frame.packedSize()));
      json.put("md5", md5(frame.packedSize()));
    }
    print(json);
  }

  private void print(MediaStream stream, AudioFrame frame) {
    ObjectNode json = times(stream, frame);
    AudioFormat format = frame.format();
    json.put("sample_fmt", format.sampleFormat().toString());
    json.put("sample_rate", format.sampleRate()).put("channels", format.layout().channels());
    json.put("samples", frame.samples());
    if (md5) {
      frame.copyTo(room(frame.packedSize()));
      json.put("md5", md5(frame.packedSize()));
    }
    print(json);
  }

  private static ObjectNode times(MediaStream stream, Frame frame) {
    ObjectNode json = JSON.createObjectNode().put("stream", stream.index());
    Timestamp pts = frame.pts();
    if (pts != null) {
      json.put("pts", pts.value());
    }
    json.put("time_base", frame.timeBase().toString());
    Timestamp duration = frame.duration();
    if (duration != null) {
      json.put("duration", duration.value());
    }
    return json;
  }

  private byte[] room(int size) {
    if (samples.length < size) {
      samples = new byte[size];
    }
    return samples;
  }

  private String md5(int size) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(samples, 0, size);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void print(ObjectNode json) {
    try {
      out.write(JSON.writeValueAsBytes(json));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (out.checkError()) {
      throw new IllegalStateException("nobody reads the standard output any more");
    }
  }

  private void sayWhatWasSkipped() {
    decoders.forEach(
        (stream, decoder) -> {
          if (decoder.corruptCount() > 0) {
            spec.commandLine()
                .getErr()
                .println(stream + ": " + decoder.corruptCount() + " times undecodable, skipped");
          }
        });
  }
}
