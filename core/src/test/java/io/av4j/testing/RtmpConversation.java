package io.av4j.testing;

import io.av4j.testing.MediaMessage.Role;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** One connection of a {@link FakeRtmpServer}, from its first byte to the end of its script. */
final class RtmpConversation {
  private static final int HANDSHAKE_SIZE = 1536;
  private static final int VERSION = 3;
  private static final int WINDOW = 5_000_000;
  private static final double STREAM = 1;
  private static final int GARBAGE_SEED = 4;
  private static final int GARBAGE_SIZE = 8192;

  private final Socket socket;
  private final RtmpScript script;
  private final RtmpSession session;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final RtmpChunkReader in;
  private final RtmpChunkWriter out;
  private boolean headersSeen;

  RtmpConversation(Socket socket, RtmpScript script, RtmpSession session) throws IOException {
    this.socket = socket;
    this.script = script;
    this.session = session;
    this.in = new RtmpChunkReader(socket.getInputStream());
    this.out = new RtmpChunkWriter(socket.getOutputStream());
  }

  /** Thrown where the script has ended the conversation. */
  private static final class Struck extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Converses until the script or the client ends it. */
  void run() {
    try (socket) {
      at(RtmpPhase.ACCEPT, 0);
      handshake();
      while (true) {
        answer(in.next());
        session.read(in.bytes());
      }
    } catch (Struck | EOFException e) {
      // The script's end, or the client's.
    } catch (IOException e) {
      // The client broke off, or end() was called.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      session.read(in.bytes());
      session.ended();
    }
  }

  /** Resets the connection, from any thread. */
  void end() throws IOException {
    ending.countDown();
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It is closed already.
    }
    socket.close();
  }

  private void handshake() throws IOException, InterruptedException, Struck {
    in.readBytes(1);
    byte[] c1 = in.readBytes(HANDSHAKE_SIZE);
    at(RtmpPhase.HANDSHAKE, 0);
    byte[] reply = new byte[1 + 2 * HANDSHAKE_SIZE];
    reply[0] = VERSION;
    System.arraycopy(c1, 0, reply, 1 + HANDSHAKE_SIZE, HANDSHAKE_SIZE);
    socket.getOutputStream().write(reply);
    in.readBytes(HANDSHAKE_SIZE);
  }

  private void answer(RtmpMessage message) throws IOException, InterruptedException, Struck {
    switch (message.type()) {
      case RtmpMessage.COMMAND -> command(Amf0.read(message.payload()));
      case RtmpMessage.DATA -> {
        data(Amf0.read(message.payload()));
        headers();
      }
      case RtmpMessage.AUDIO, RtmpMessage.VIDEO -> {
        MediaMessage media = MediaMessage.of(message);
        session.got(media);
        headers();
        if (media.role() == Role.KEY_FRAME) {
          keyFrame();
        }
      }
      default -> {
        // Acknowledgements and the like.
      }
    }
  }

  private void command(List<Object> values) throws IOException, InterruptedException, Struck {
    String name = String.valueOf(values.get(0));
    double transaction = (Double) values.get(1);
    session.command(name);
    switch (name) {
      case "connect" -> {
        session.connected((Map<?, ?>) values.get(2));
        at(RtmpPhase.CONNECT, transaction);
        out.write(RtmpMessage.ofInt(RtmpMessage.WINDOW_ACK_SIZE, WINDOW));
        out.setChunkSize(script.chunkSize());
        out.write(
            RtmpMessage.command(
                0, "_result", transaction, null, status("NetConnection.Connect.Success", "")));
      }
      case "createStream" -> {
        at(RtmpPhase.CREATE_STREAM, transaction);
        out.write(RtmpMessage.command(0, "_result", transaction, null, STREAM));
      }
      case "publish" -> {
        session.published(String.valueOf(values.get(3)));
        at(RtmpPhase.PUBLISH, transaction);
        out.write(onStatus(status("NetStream.Publish.Start", "publishing")));
      }
      default -> {
        // Nothing waits for an answer to the others.
      }
    }
  }

  private static Map<String, Object> status(String code, String text) {
    return new TreeMap<>(Map.of("level", "status", "code", code, "description", text));
  }

  private static RtmpMessage onStatus(Map<String, Object> fields) {
    return RtmpMessage.command((int) STREAM, "onStatus", 0.0, null, fields);
  }

  private void data(List<Object> values) {
    for (Object value : values) {
      if (value instanceof Map<?, ?> fields) {
        session.described(fields);
      }
    }
  }

  private void headers() throws IOException, InterruptedException, Struck {
    if (!headersSeen) {
      headersSeen = true;
      at(RtmpPhase.HEADERS, 0);
    }
  }

  private void keyFrame() throws IOException, InterruptedException, Struck {
    at(RtmpPhase.KEY_FRAME, 0);
    if (script.strikesAt(RtmpPhase.MID_CHUNK)) {
      // A header of one byte at the least, and some of what is behind it.
      in.readBytes(20);
      at(RtmpPhase.MID_CHUNK, 0);
    }
  }

  private void at(RtmpPhase phase, double transaction)
      throws IOException, InterruptedException, Struck {
    if (!script.strikesAt(phase)) {
      return;
    }
    session.read(in.bytes());
    switch (script.act()) {
      case REDIRECT -> {
        Map<String, Object> error = status(script.code(), "[ code=302 ]");
        error.put("level", "error");
        error.put("ex", Map.of("code", 302.0, "redirect", script.text()));
        out.write(RtmpMessage.command(0, "_error", transaction, null, error));
        in.drain();
      }
      case REFUSE -> {
        Map<String, Object> error = status(script.code(), script.text());
        error.put("level", "error");
        boolean call = phase == RtmpPhase.CONNECT || phase == RtmpPhase.CREATE_STREAM;
        out.write(
            call ? RtmpMessage.command(0, "_error", transaction, null, error) : onStatus(error));
        in.drain();
      }
      case TALK_GARBAGE -> {
        byte[] garbage = new byte[GARBAGE_SIZE];
        new Random(GARBAGE_SEED).nextBytes(garbage);
        socket.getOutputStream().write(garbage);
        in.drain();
      }
      case FALL_SILENT -> ending.await();
      case RESET -> socket.setSoLinger(true, 0);
      case CLOSE, TAKE -> {
        // Closed by whoever called.
      }
    }
    throw new Struck();
  }
}
