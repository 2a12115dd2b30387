package io.av4j.push;

import io.av4j.clock.NanoClock;
import io.av4j.codec.Packet;
import io.av4j.push.control.Effect;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.plan.Rendition;
import io.av4j.push.programme.Mixer;
import io.av4j.push.programme.MixerOutput;
import io.av4j.push.rendition.EncodeJob;
import io.av4j.push.rendition.RenditionRunner;
import io.av4j.push.rendition.VideoEncodeThread;
import io.av4j.push.status.RenditionSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The renditions of a push, their encoders and their publishers. Changed by the control thread
 * alone; the maps are read by any.
 */
final class PushRenditions {
  private final PushPlan plan;
  private final NanoClock clock;
  private final PushReports reports;
  private final PushProgramme programme;
  private final @Nullable Mixer mixer;

  // In the order in which they were added.
  private final Map<Long, RenditionRunner> runners = new ConcurrentSkipListMap<>();
  private final Map<Long, VideoEncodeThread> opening = new ConcurrentHashMap<>();
  private final List<CompletableFuture<Void>> ending = new ArrayList<>();
  private final PushAudio audio;
  private final Set<String> stopped = new HashSet<>();
  private long added;

  PushRenditions(
      PushPlan plan,
      NanoClock clock,
      PushReports reports,
      PushProgramme programme,
      @Nullable Mixer mixer) {
    this.plan = plan;
    this.clock = clock;
    this.reports = reports;
    this.programme = programme;
    this.mixer = mixer;
    this.audio = new PushAudio(plan, clock, reports, mixer, this::sendAudio);
    plan.renditions().forEach(this::add);
  }

  RenditionRunner runner(String name) {
    return all()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no rendition " + name));
  }

  /** All that there are, in the order in which they were added. */
  Stream<RenditionRunner> all() {
    return runners.values().stream();
  }

  void add(Rendition rendition) {
    RenditionRunner runner =
        new RenditionRunner(plan.name(), rendition.name(), plan.timing(), clock, reports);
    runners.put(++added, runner);
    if (rendition.isCopy()) {
      programme.add(runner);
    }
  }

  void open(Effect.OpenEncoder wanted) {
    audio.open();
    Rendition rendition = wanted.rendition();
    EncodeJob job =
        new EncodeJob(
            plan.name(),
            rendition.name(),
            wanted.token(),
            wanted.encoding(),
            rendition.fit(),
            wanted.frameRate(),
            rendition.filter(),
            audio.bitsPerSecond());
    opening.put(wanted.token(), runner(rendition.name()).open(job, reports));
  }

  private void sendAudio(Packet packet) {
    for (RenditionRunner runner : runners.values()) {
      runner.sendAudio(packet);
    }
  }

  void use(String rendition, long token) {
    VideoEncodeThread opened = Objects.requireNonNull(opening.remove(token));
    ending.add(opened.ended());
    runner(rendition).use(opened, audio.parameters());
    mix();
  }

  /** The mixer gives to all encoders in use. */
  private void mix() {
    if (mixer != null) {
      mixer.outputs(
          all()
              .filter(one -> !stopped.contains(one.name()))
              .map(RenditionRunner::encoder)
              .filter(Objects::nonNull)
              .map(MixerOutput::of)
              .toList());
    }
  }

  void drop(long token) {
    VideoEncodeThread unwanted = opening.remove(token);
    if (unwanted != null) {
      ending.add(unwanted.ended());
      unwanted.close();
    }
  }

  void changeBitRate(String rendition, long bitsPerSecond) {
    VideoEncodeThread encoder = runner(rendition).encoder();
    if (encoder != null && encoder.canChangeBitRate()) {
      encoder.changeBitRate(bitsPerSecond);
    }
  }

  void filter(@Nullable String rendition, @Nullable String filter) {
    if (rendition == null) {
      if (mixer != null) {
        tellFailure(null, mixer.filter(filter));
      }
      return;
    }
    VideoEncodeThread encoder = runner(rendition).encoder();
    if (encoder != null) {
      tellFailure(rendition, encoder.filter(filter));
    }
  }

  private void tellFailure(@Nullable String rendition, CompletableFuture<Void> applied) {
    CompletableFuture<Void> unused =
        applied.exceptionally(
            refused -> {
              if (refused instanceof CancellationException) {
                // Others have taken their place, or the push is over.
                return null;
              }
              if (rendition == null) {
                reports.filterFailed(refused);
              } else {
                reports.filterFailed(rendition, refused);
              }
              return null;
            });
  }

  /** Goes on without audio: destinations are connected anew for it, each once. */
  void dropAudio() {
    audio.drop();
    all().forEach(RenditionRunner::dropAudio);
  }

  void fail(String rendition) {
    runner(rendition).fail();
    stopEncoding(rendition);
  }

  /** Encodes nothing more; the publishers are told apart. */
  void stopEncoding(String rendition) {
    RenditionRunner runner = runner(rendition);
    stopped.add(rendition);
    mix();
    VideoEncodeThread encoder = runner.encoder();
    if (encoder != null) {
      encoder.close();
    }
  }

  void close(String rendition) {
    stopped.remove(rendition);
    runners
        .entrySet()
        .removeIf(
            one -> {
              boolean is = one.getValue().name().equals(rendition);
              if (is) {
                programme.remove(one.getValue());
                one.getValue().close();
              }
              return is;
            });
    mix();
  }

  /** Closes all; completes when the last thread has ended and freed what it had. */
  CompletableFuture<Void> close() {
    all().forEach(RenditionRunner::close);
    List.copyOf(opening.keySet()).forEach(this::drop);
    ending.add(audio.close());
    return CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new));
  }

  // What is told of them, to any thread.

  List<RenditionSnapshot> snapshots() {
    return all().map(RenditionRunner::snapshot).toList();
  }
}
