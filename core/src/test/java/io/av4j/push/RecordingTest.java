package io.av4j.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.push.status.DestinationSnapshot;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import io.av4j.push.status.FaultClass;
import io.av4j.testing.Await;
import io.av4j.testing.FakeRtmpServer;
import io.av4j.testing.MediaMessage;
import io.av4j.testing.Probed;
import io.av4j.testing.RtmpScript;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files and HLS beside a push over RTMP. */
@Timeout(60)
class RecordingTest {
  private static final Path CLIP = TestMedia.clip("flash_vfr_360p.mp4");

  private static final List<String> CONTAINERS =
      List.of("a.flv", "a.mp4", "a.ts", "a.mkv", "a.m3u8");

  @TempDir Path folder;

  @AfterEach
  void nothingIsLeft() {
    PushThreads.awaitNone();
  }

  private static LivePush push(FakeRtmpServer server, Destination... recordings) {
    Destination[] all =
        Stream.concat(Stream.of(Destination.of("live", server.url("key"))), Stream.of(recordings))
            .toArray(Destination[]::new);
    return LivePush.start(PushPlan.of(CLIP).name("record").rounds(0).copy(all).build());
  }

  private static Destination recording(String name, Path file) {
    return Destination.of(name, file.toString());
  }

  private static void awaitFrames(LivePush push, String name, long frames) {
    Await.until(
        Duration.ofSeconds(20),
        () ->
            push.snapshot().destinations().stream()
                .anyMatch(d -> d.name().equals(name) && d.frames() >= frames),
        () -> push.snapshot().toString());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private Destination[] inAllContainers() {
    return CONTAINERS.stream()
        .map(name -> recording(name, folder.resolve(name)))
        .toArray(Destination[]::new);
  }

  @Test
  void areWholeAfterAStop() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = push(server, inAllContainers())) {
      awaitFrames(push, "a.m3u8", 90);
      push.stop();
      for (String name : CONTAINERS) {
        int sent = (int) push.snapshot().destination(name).frames();
        assertThat(Probed.pictures(folder.resolve(name))).as(name).isEqualTo(sent);
      }
      assertThat(push.snapshot().destination("live").attempts()).isEqualTo(1);
    }
  }

  @Test
  void canBePlayedAfterAnAbort() throws Exception {
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = push(server, inAllContainers())) {
      awaitFrames(push, "a.m3u8", 150);
      long start = System.nanoTime();
      push.abort();
      assertThat((System.nanoTime() - start) / 1e6).isLessThan(300);
      // Else the player waits for more.
      Files.writeString(folder.resolve("a.m3u8"), "#EXT-X-ENDLIST\n", StandardOpenOption.APPEND);
      for (String name : CONTAINERS) {
        int sent = (int) push.snapshot().destination(name).frames();
        int got = Probed.pictures(folder.resolve(name));
        System.out.println(name + " aborted: " + got + " of " + sent);
        // What is not in a closed segment, fragment or cluster is lost: from the last keyframe on.
        assertThat(got).as(name).isBetween(sent - 100, sent);
      }
    }
  }

  @Test
  void whatIsThereIsNotWrittenOver() throws Exception {
    Path file = folder.resolve("a.flv");
    Path list = folder.resolve("b.m3u8");
    for (int i = 0; i < 3; i++) {
      try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
          LivePush push = push(server, recording("file", file), recording("hls", list))) {
        awaitFrames(push, "hls", 60);
        push.stop();
      }
    }
    System.out.println(names());
    assertThat(names()).contains("a.flv", "a-2.flv", "a-3.flv");
    assertThat(Probed.pictures(folder.resolve("a-2.flv"))).isGreaterThanOrEqualTo(50);
    String text = Files.readString(list);
    assertThat(text.split("#EXT-X-DISCONTINUITY\n", -1)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(text).contains("#EXT-X-PROGRAM-DATE-TIME", "#EXT-X-INDEPENDENT-SEGMENTS");
    assertThat(Probed.pictures(list)).isGreaterThanOrEqualTo(150);
  }

  @Test
  void aFolderThatIsNotThereDisturbsNobodyAndIsTakenWhenItComes() throws Exception {
    Path file = folder.resolve("later/a.flv");
    Path list = folder.resolve("later/a.m3u8");
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = push(server, recording("file", file), recording("hls", list))) {
      awaitFrames(push, "live", 30);
      for (String name : new String[] {"file", "hls"}) {
        Await.until(
            () -> push.snapshot().destination(name).lastFault() != null,
            () -> push.snapshot().toString());
        assertThat(push.snapshot().destination(name).lastFault().kind())
            .isEqualTo(FaultClass.NETWORK);
      }
      Files.createDirectory(folder.resolve("later"));
      awaitFrames(push, "file", 10);
      awaitFrames(push, "hls", 10);
      assertThat(push.snapshot().destination("live").attempts()).isEqualTo(1);
      assertThat(server.awaitSession(0).media(MediaMessage.Kind.VIDEO, MediaMessage.Role.FRAME))
          .hasSizeGreaterThan(20);
    }
  }

  @Test
  void aFullDiskDisturbsNobodyAndNothingThatIsWrittenGetsLost() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    shell("mount -t tmpfs -o size=600k none " + disk);
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take())) {
      Path ballast = Files.write(disk.resolve("ballast"), new byte[450_000]);
      Path file = disk.resolve("a.flv");
      Path list = disk.resolve("a.m3u8");
      try (LivePush push = push(server, recording("file", file), recording("hls", list))) {
        awaitFrames(push, "live", 30);
        for (String name : new String[] {"file", "hls"}) {
          Await.until(
              Duration.ofSeconds(20),
              () -> push.snapshot().destination(name).lastFault() != null,
              () -> push.snapshot().toString());
          Fault fault = push.snapshot().destination(name).lastFault();
          System.out.println(name + ": " + fault);
          assertThat(fault.kind()).isEqualTo(FaultClass.NETWORK);
          assertThat(fault.text()).contains("No space left on device");
        }
        long before = Files.size(file);
        long files = push.snapshot().destination("file").frames();
        long segments = push.snapshot().destination("hls").frames();
        Files.delete(ballast);
        awaitFrames(push, "file", files + 10);
        awaitFrames(push, "hls", segments + 10);
        push.stop();
        assertThat(push.snapshot().destination("live").attempts()).isEqualTo(1);
        assertThat(Files.size(file)).isEqualTo(before);
      }
    } finally {
      try (Stream<Path> left = Files.list(disk)) {
        System.out.println(left.map(Path::getFileName).sorted().toList());
      }
      shell("umount -l " + disk);
    }
  }

  /** So little that it is written by the stop alone. */
  @Test
  void aStopTellsThatTheDiskIsFull() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    shell("mount -t tmpfs -o size=16k none " + disk);
    try (FakeRtmpServer server = FakeRtmpServer.start(RtmpScript.take());
        LivePush push = push(server, recording("file", disk.resolve("a.flv")))) {
      awaitFrames(push, "file", 30);
      assertThat(push.snapshot().destination("file").lastFault()).isNull();
      push.stop();
      DestinationSnapshot file = push.snapshot().destination("file");
      assertThat(file.state()).isEqualTo(DestinationState.STOPPED);
      assertThat(file.lastFault()).isNotNull();
      assertThat(file.lastFault().text()).contains("No space left on device");
      assertThat(push.snapshot().destination("live").lastFault()).isNull();
    } finally {
      shell("umount -l " + disk);
    }
  }

  /** Runs what takes root, or ends the test. */
  private static void shell(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command.split(" ", -1)).inheritIO().start();
    assumeTrue(process.waitFor() == 0, command);
  }
}
