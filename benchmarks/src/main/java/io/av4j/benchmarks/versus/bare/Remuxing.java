package io.av4j.benchmarks.versus.bare;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** Writes all streams of a file into another, as they are. */
public final class Remuxing {
  private Remuxing() {}

  /** IN OUT. */
  public static void main(String[] arguments) {
    Source source = new Source(arguments[0]);
    Output output = new Output(arguments[1]);
    List<AVStream> from = new ArrayList<>();
    List<AVStream> to = new ArrayList<>();
    for (int i = 0; i < source.context.nb_streams(); i++) {
      from.add(source.context.streams(i));
      to.add(output.copy(from.get(i)));
    }
    output.start();
    while (source.read()) {
      int index = source.packet.stream_index();
      output.write(source.packet, from.get(index).time_base(), to.get(index));
    }
    output.close();
    source.close();
  }
}
