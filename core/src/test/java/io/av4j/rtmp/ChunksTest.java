package io.av4j.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.MediaIoException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is cut into chunks, and put together again. */
@Timeout(60)
class ChunksTest {
  private static final long SEED = 20261126;
  private static final int[] TYPES = {
    RtmpMessage.AUDIO, RtmpMessage.VIDEO, RtmpMessage.DATA, RtmpMessage.COMMAND
  };

  private static byte[] bytes(ByteBuffer[] all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuffer one : all) {
      byte[] part = new byte[one.remaining()];
      one.get(part);
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static RtmpMessage message(Random random) {
    byte[] payload = new byte[random.nextInt(5) == 0 ? random.nextInt(3000) : random.nextInt(40)];
    random.nextBytes(payload);
    long time = random.nextInt(3) == 0 ? random.nextLong() & 0xFFFFFFFFL : random.nextInt(100_000);
    return new RtmpMessage(
        TYPES[random.nextInt(TYPES.length)], time, random.nextInt(2), ByteBuffer.wrap(payload));
  }

  @Test
  void messagesComeOutAsTheyWentInHoweverTheirBytesArrive() {
    System.out.println("ChunksTest seed " + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      int chunkSize = 1 + random.nextInt(200);
      ChunkWriter writer = new ChunkWriter();
      ChunkReader reader = new ChunkReader(ChunkReader.FOR_PUBLISHERS);
      writer.chunkSize(chunkSize);
      reader.chunkSize(chunkSize);
      List<RtmpMessage> sent = new ArrayList<>();
      ByteArrayOutputStream wire = new ByteArrayOutputStream();
      for (int i = 0; i < 20; i++) {
        RtmpMessage message = message(random);
        sent.add(message);
        if (!writer.fits(message)) {
          wire.writeBytes(bytes(writer.take()));
        }
        writer.add(message);
      }
      wire.writeBytes(bytes(writer.take()));
      assertThat(received(reader, wire.toByteArray(), random)).isEqualTo(sent);
    }
  }

  private static List<RtmpMessage> received(ChunkReader reader, byte[] wire, Random random) {
    List<RtmpMessage> all = new ArrayList<>();
    ByteBuffer in = ByteBuffer.allocate(4096);
    int position = 0;
    while (position < wire.length) {
      int size = Math.min(in.remaining(), Math.min(wire.length - position, random.nextInt(50)));
      in.put(wire, position, size).flip();
      position += size;
      RtmpMessage message;
      while ((message = reader.next(in)) != null) {
        all.add(message);
      }
      in.compact();
    }
    return all;
  }

  /** The example of the specification's 5.3.2.1, and a message of two chunks as in 5.3.2.2. */
  @Test
  void headersThatLeaveOutWhatWasSaidAreUnderstood() {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    byte[] payload = new byte[32];
    wire.writeBytes(new byte[] {3, 0, 3, (byte) 0xE8, 0, 0, 32, 8, 0x39, 0x30, 0, 0});
    wire.writeBytes(payload);
    wire.writeBytes(new byte[] {(byte) 0x83, 0, 0, 20});
    wire.writeBytes(payload);
    wire.writeBytes(new byte[] {(byte) 0xC3});
    wire.writeBytes(payload);
    wire.writeBytes(new byte[] {4, 0, 3, (byte) 0xE8, 0, 1, 0x33, 9, 1, 0, 0, 0});
    wire.writeBytes(new byte[128]);
    wire.writeBytes(new byte[] {(byte) 0xC4});
    wire.writeBytes(new byte[128]);
    wire.writeBytes(new byte[] {(byte) 0xC4});
    wire.writeBytes(new byte[51]);
    List<RtmpMessage> all =
        received(new ChunkReader(ChunkReader.FOR_PUBLISHERS), wire.toByteArray(), new Random(1));
    assertThat(all).extracting(RtmpMessage::timestamp).containsExactly(1000L, 1020L, 1040L, 1000L);
    assertThat(all).extracting(RtmpMessage::stream).containsExactly(12345, 12345, 12345, 1);
    assertThat(all.get(3).payload().remaining()).isEqualTo(307);
  }

  @Test
  void aMessageOfTwoStreamsAtOnceAndAnAbortedOneAreToldApart() {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(new byte[] {4, 0, 0, 1, 0, 0, (byte) 200, 9, 1, 0, 0, 0});
    wire.writeBytes(new byte[128]);
    wire.writeBytes(new byte[] {5, 0, 0, 2, 0, 0, 1, 8, 1, 0, 0, 0, 7});
    ChunkReader reader = new ChunkReader(ChunkReader.FOR_PUBLISHERS);
    ByteBuffer first = ByteBuffer.wrap(wire.toByteArray());
    RtmpMessage audio = reader.next(first);
    assertThat(audio.type()).isEqualTo(8);
    assertThat(reader.next(first)).isNull();
    reader.abort(4);
    ByteBuffer again = ByteBuffer.wrap(new byte[] {4, 0, 0, 9, 0, 0, 1, 9, 1, 0, 0, 0, 5});
    assertThat(reader.next(again).timestamp()).isEqualTo(9);
  }

  @Test
  void whatIsBeyondTheBoundsIsRefused() {
    assertThatThrownBy(() -> new ChunkReader(ChunkReader.FOR_PUBLISHERS).chunkSize(0))
        .isInstanceOf(MediaIoException.class);
    ByteBuffer large = ByteBuffer.wrap(new byte[] {4, 0, 0, 1, -1, -1, -1, 9, 1, 0, 0, 0, 0, 0, 0});
    assertThatThrownBy(() -> new ChunkReader(ChunkReader.FOR_PUBLISHERS).next(large))
        .isInstanceOf(MediaIoException.class);
    ChunkReader many = new ChunkReader(ChunkReader.FOR_PUBLISHERS);
    assertThatThrownBy(
            () -> {
              for (int i = 3; i < 64; i++) {
                many.next(
                    ByteBuffer.wrap(
                        new byte[] {(byte) i, 0, 0, 1, 0x0F, -1, -1, 9, 1, 0, 0, 0, 0}));
              }
            })
        .isInstanceOf(MediaIoException.class);
  }

  @Test
  void randomBytesAreReadOrRefused() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      try {
        received(new ChunkReader(ChunkReader.FOR_PUBLISHERS), bytes, random);
      } catch (MediaIoException e) {
        // As it should be.
      }
    }
  }
}
