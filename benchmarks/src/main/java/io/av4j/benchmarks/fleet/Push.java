package io.av4j.benchmarks.fleet;

import io.av4j.CancelToken;
import io.av4j.clock.Pacer;
import io.av4j.clock.PacerOptions;
import io.av4j.codec.Packet;
import io.av4j.codec.TimeShift;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.container.MediaStream;
import io.av4j.container.OutputOptions;
import io.av4j.container.Route;
import io.av4j.flow.Sink;
import io.av4j.time.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One push of a file, over and over in real time, on a thread of its own, until cancelled. */
public final class Push extends Thread {
  private static final long STACK_BYTES = 256 << 10;

  // Nothing is decoded, so no decoder is opened to learn more than the container says: each would
  // take a megabyte, and some frames of several at the start.
  private static final InputOptions INPUT =
      InputOptions.DEFAULT.withOption("codec_whitelist", "none");

  // Half a second is sent ahead anyway; full segments cost less than early ones are worth.
  private static final OutputOptions OUTPUT =
      OutputOptions.DEFAULT.withFormat("flv").withOption("tcp_nodelay", "0");

  // To wake up for each packet alone is a tenth of the work.
  private static final PacerOptions PACING = PacerOptions.DEFAULT.withGrain(Duration.ofMillis(15));

  private final String in;
  private final String url;
  private final CancelToken cancel = new CancelToken();
  private final Pacer pacer;
  private volatile long bytes;
  private volatile boolean live;
  private volatile @Nullable Throwable failure;

  /** A push that {@link #start()} begins; its waits are noted by the clock. */
  public Push(String in, String url, Lateness clock) {
    super(null, null, "push " + url, STACK_BYTES);
    this.in = in;
    this.url = url;
    this.pacer = Pacer.of(clock, PACING);
  }

  @Override
  public void run() {
    try (MediaInput input = MediaInput.open(in, INPUT.withCancelToken(cancel));
        MediaOutput output = MediaOutput.create(url, OUTPUT.withCancelToken(cancel));
        TimeShift shift = TimeShift.by(fromZero(input))) {
      List<Route> routes = new ArrayList<>();
      input.findVideo().ifPresent(video -> routes.add(route(video, shift, output)));
      input.findAudio().ifPresent(audio -> routes.add(route(audio, shift, output)));
      output.start();
      live = true;
      loop(input, shift, routes.toArray(Route[]::new));
    } catch (CancellationException e) {
      // Whoever cancelled knows.
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      live = false;
    }
  }

  private static Timestamp fromZero(MediaInput input) {
    Timestamp start = input.startTime();
    return Timestamp.ofMicros(start == null ? 0 : -start.toMicros());
  }

  private Route route(MediaStream stream, TimeShift shift, MediaOutput output) {
    Sink<Packet> track = output.addCopy(stream);
    // Without the end: that never comes.
    Sink<Packet> counted =
        packet -> {
          track.accept(packet);
          count(packet.size());
        };
    return stream.to(shift.into(pacer.into(counted)));
  }

  /** By the push's own thread alone. */
  private void count(int size) {
    long sum = bytes + size;
    bytes = sum;
  }

  /** Plays the input again and again, each round behind the one before. */
  private static void loop(MediaInput input, TimeShift shift, Route[] routes) {
    Timestamp start = input.startTime() == null ? Timestamp.ofMicros(0) : input.startTime();
    while (true) {
      input.pump(routes);
      Timestamp end = shift.end();
      if (end == null) {
        throw new IllegalArgumentException(input.location() + " has nothing to push");
      }
      shift.setOffset(Timestamp.ofMicros(end.toMicros() - start.toMicros()));
      input.seek(start);
    }
  }

  /** Ends the push, soon; from any thread. */
  public void cancel() {
    pacer.cancel();
    cancel.cancel();
    interrupt();
  }

  /** Whether it is connected and sending. */
  public boolean isLive() {
    return live;
  }

  /** Bytes of media handed to the connection. */
  public long bytes() {
    return bytes;
  }

  /** How often it came so late that catching up began. */
  public long lags() {
    return pacer.statistics().lags();
  }

  /** Why it ended by itself, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }
}
