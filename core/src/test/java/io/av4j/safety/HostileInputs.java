package io.av4j.safety;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaException;
import io.av4j.MediaIoException;
import io.av4j.UnsupportedMediaException;
import io.av4j.codec.AacSettings;
import io.av4j.codec.AudioEncoderSettings;
import io.av4j.codec.Decoder;
import io.av4j.codec.VideoEncoderSettings;
import io.av4j.container.InputOptions;
import io.av4j.container.MediaInput;
import io.av4j.container.MediaOutput;
import io.av4j.frame.AudioFormat;
import io.av4j.frame.AudioFrame;
import io.av4j.frame.SampleFormat;
import io.av4j.pipeline.Transcode;
import io.av4j.push.LivePush;
import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushPlan;
import io.av4j.testing.Await;
import io.av4j.testing.NestingServer;
import io.av4j.testing.Probed;
import io.av4j.testing.Scenario;
import io.av4j.testing.TestMedia;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What ended the JVM, or never returned, before it was bounded. */
public final class HostileInputs implements Supplier<Map<String, Scenario>> {
  private static final InputOptions HASTY =
      InputOptions.DEFAULT.withOpenTimeout(Duration.ofSeconds(3));

  @Override
  public Map<String, Scenario> get() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    all.put("an ffconcat that names itself is invalid", HostileInputs::selfConcat);
    all.put("an ffconcat that is asked for is not supported", HostileInputs::askedForConcat);
    all.put("an HLS playlist that names itself is invalid", HostileInputs::selfPlaylist);
    all.put("a segment that is a playlist of itself is invalid", HostileInputs::selfSegment);
    all.put("pipes inside protocols and playlists are refused", HostileInputs::pipes);
    all.put("a mirrored clip of ten bits is encoded", HostileInputs::mirrored);
    for (float sample : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, 1e25f, Float.MAX_VALUE}) {
      all.put("samples of " + sample + " are encoded", () -> strangeSamples(sample));
    }
    for (String name : new String[] {"x.mpd", "x.caf"}) {
      all.put(name + " without a packet is closed", () -> noPacket(name));
    }
    all.put("a server that nests is refused by a push", HostileInputs::nestingServerAndPush);
    all.put("a server that nests is refused by an output", HostileInputs::nestingServerAndOutput);
    return all;
  }

  private static Path file(String name, String text) throws IOException {
    Path folder = Files.createTempDirectory("av4j-hostile");
    return Files.writeString(folder.resolve(name), text, UTF_8);
  }

  private static void selfConcat() throws Exception {
    Path self = file("upload.mp4", "ffconcat version 1.0\nfile upload.mp4\n");
    assertThatThrownBy(() -> MediaInput.open(self)).isInstanceOf(MediaException.class);
    Files.writeString(self, "ffconcat version 1.0\nfile other.mp4\n");
    Files.writeString(self.resolveSibling("other.mp4"), "ffconcat version 1.0\nfile upload.mp4\n");
    assertThatThrownBy(() -> MediaInput.open(self)).isInstanceOf(MediaException.class);
  }

  private static void askedForConcat() throws Exception {
    Path self = file("list.txt", "ffconcat version 1.0\nfile list.txt\n");
    assertThatThrownBy(() -> MediaInput.open(self, HASTY.withFormat("concat")))
        .isInstanceOf(UnsupportedMediaException.class);
    assertThatThrownBy(
            () -> MediaInput.open(self, HASTY.withOption("format_whitelist", "mov,concat")))
        .isInstanceOf(UnsupportedMediaException.class);
  }

  private static void selfPlaylist() throws Exception {
    for (int lines : new int[] {1, 50}) {
      Path self =
          file(
              "live.m3u8",
              "#EXTM3U\n" + "#EXT-X-STREAM-INF:BANDWIDTH=1\nlive.m3u8\n".repeat(lines));
      long start = System.nanoTime();
      assertThatThrownBy(() -> MediaInput.open(self, HASTY)).isInstanceOf(MediaException.class);
      assertThat((System.nanoTime() - start) / 1e9).isLessThan(4);
    }
  }

  private static void selfSegment() throws Exception {
    String text = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nx.ts\n#EXT-X-ENDLIST\n";
    Path list = file("list.m3u8", text);
    Files.writeString(list.resolveSibling("x.ts"), text);
    assertThatThrownBy(() -> MediaInput.open(list, HASTY)).isInstanceOf(MediaException.class);
  }

  private static void pipes() throws Exception {
    Path folder = Files.createTempDirectory("av4j-hostile");
    Path pipe = folder.resolve("fifo.ts");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(made.waitFor()).isZero();
    for (String around :
        new String[] {
          "concat:%1$s|%1$s",
          "async:%s",
          "async:file:%s",
          "cache:%s",
          "concatf:%s",
          "hls+file:%s",
          "cache:async:%s"
        }) {
      assertThatThrownBy(() -> MediaInput.open(around.formatted(pipe), HASTY))
          .as(around)
          .isInstanceOf(UnsupportedMediaException.class);
    }
    assertThatThrownBy(() -> MediaInput.open(Path.of("/proc/kmsg"), HASTY))
        .isInstanceOf(UnsupportedMediaException.class);
    Path list = folder.resolve("list.m3u8");
    Files.writeString(
        list, "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfifo.ts\n#EXT-X-ENDLIST\n");
    assertThatThrownBy(() -> MediaInput.open(list, HASTY)).isInstanceOf(MediaException.class);
  }

  /** A phone's clip of a mirror image: its pictures' lines go backwards through memory. */
  private static void mirrored() throws Exception {
    byte[] clip = Files.readAllBytes(TestMedia.clip("flash_hevc10_720p.mp4"));
    int header = new String(clip, US_ASCII).indexOf("tkhd");
    // Of the display matrix, what is down becomes up.
    clip[header + 60] = (byte) 0xff;
    clip[header + 61] = (byte) 0xff;
    Path mirror = Files.createTempFile("av4j-mirror", ".mp4");
    Files.write(mirror, clip);
    for (String encoder : new String[] {"libx265", "libx264"}) {
      Path out = mirror.resolveSibling(encoder + ".mp4");
      try (MediaInput input = MediaInput.open(mirror);
          MediaOutput output = MediaOutput.create(out);
          Transcode transcode = Transcode.of(input)) {
        assertThat(input.bestVideo().uprightFilter()).contains("vflip");
        transcode.video(
            input.bestVideo(),
            output,
            VideoEncoderSettings.of(encoder, input.bestVideo().format())
                .withOption("preset", "ultrafast"));
        transcode.run();
      }
      assertThat(Probed.pictures(out)).isEqualTo(Probed.pictures(mirror));
    }
  }

  private static void strangeSamples(float sample) throws Exception {
    int frames = 22_050;
    ByteBuffer wav = ByteBuffer.allocate(44 + frames * 8).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(US_ASCII)).putInt(36 + frames * 8).put("WAVEfmt ".getBytes(US_ASCII));
    wav.putInt(16).putShort((short) 3).putShort((short) 2).putInt(22_050).putInt(22_050 * 8);
    wav.putShort((short) 8).putShort((short) 32).put("data".getBytes(US_ASCII));
    wav.putInt(frames * 8);
    for (int i = 0; i < 2 * frames; i++) {
      wav.putFloat(i < 3000 ? 0 : i % 3 == 0 ? -sample : sample);
    }
    Path file = Files.createTempFile("av4j-samples", ".wav");
    Files.write(file, wav.array());
    Path out = file.resolveSibling("samples.mp3");
    try (MediaInput input = MediaInput.open(file);
        Decoder<AudioFrame> decoder = input.bestAudio().openDecoder();
        MediaOutput output = MediaOutput.create(out)) {
      AudioFormat format = input.bestAudio().format().withSampleFormat(SampleFormat.FLTP);
      input.pump(
          input
              .bestAudio()
              .to(decoder.into(output.addAudio(AudioEncoderSettings.of("libmp3lame", format)))));
      output.finish();
    }
    try (MediaInput input = MediaInput.open(out)) {
      assertThat(input.bestAudio().format().sampleRate()).isEqualTo(22_050);
    }
    // A plain WAV tells no layout; that of two channels is clear enough.
    Path aac = file.resolveSibling("samples.m4a");
    try (MediaInput input = MediaInput.open(file);
        MediaOutput output = MediaOutput.create(aac)) {
      output.addAudio(AacSettings.of(input.bestAudio().format()).build());
    }
  }

  private static void noPacket(String name) throws Exception {
    Path out = Files.createTempDirectory("av4j-hostile").resolve(name);
    Path clip = TestMedia.clip(name.endsWith("caf") ? "tones_stereo.flac" : "flash_baseline.flv");
    try (MediaInput input = MediaInput.open(clip)) {
      MediaOutput output = MediaOutput.create(out);
      output.addCopy(name.endsWith("caf") ? input.bestAudio() : input.bestVideo());
      output.start();
      output.close();
    }
  }

  private static void nestingServerAndPush() throws Exception {
    try (NestingServer server = NestingServer.start(1_000_000);
        LivePush push =
            LivePush.start(
                PushPlan.of(TestMedia.clip("flash_baseline.flv"))
                    .copy(Destination.of("a", server.url()))
                    .build())) {
      Await.until(
          () ->
              !push.snapshot().destinations().isEmpty()
                  && push.snapshot().destination("a").lastFault() != null,
          () -> push.snapshot().toString());
      assertThat(push.snapshot().destination("a").lastFault().name()).isEqualTo("EPROTO");
    }
  }

  private static void nestingServerAndOutput() throws Exception {
    try (NestingServer server = NestingServer.start(1_000_000)) {
      assertThatThrownBy(() -> MediaOutput.create(server.url()))
          .isInstanceOf(MediaIoException.class);
    }
  }
}
