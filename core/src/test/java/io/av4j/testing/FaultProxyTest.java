package io.av4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.av4j.container.OutputOptions;
import io.av4j.container.TrackStatistics;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault, seen from both ends. */
@Timeout(60)
class FaultProxyTest {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int NOTHING_COMES_MILLIS = 150;
  private static final byte[] BYTES = new byte[60_000];

  private ServerSocket listener;
  private FaultProxy proxy;
  private Socket client;
  private Socket server;

  @BeforeEach
  void connect() throws Exception {
    new Random(7).nextBytes(BYTES);
    listener = new ServerSocket(LoopbackPort.free(), 10, LoopbackPort.ADDRESS);
    proxy = FaultProxy.to(listener.getLocalPort());
    join();
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    client.close();
    server.close();
    listener.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("fault-proxy");
  }

  private void join() throws IOException {
    client = new Socket();
    client.setTcpNoDelay(true);
    client.connect(new InetSocketAddress(LoopbackPort.ADDRESS, proxy.port()), PATIENCE_MILLIS);
    listener.setSoTimeout(PATIENCE_MILLIS);
    server = listener.accept();
    client.setSoTimeout(PATIENCE_MILLIS);
    server.setSoTimeout(PATIENCE_MILLIS);
  }

  private static byte[] read(Socket from, int count) throws IOException {
    return from.getInputStream().readNBytes(count);
  }

  /** Sends all there is to the server, and gives the time until it is there. */
  private long sendMillis(byte[] bytes) throws IOException {
    long start = System.nanoTime();
    client.getOutputStream().write(bytes);
    assertThat(read(server, bytes.length)).isEqualTo(bytes);
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  private void requireSilence(Socket at) throws IOException {
    at.setSoTimeout(NOTHING_COMES_MILLIS);
    assertThatThrownBy(() -> at.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    at.setSoTimeout(PATIENCE_MILLIS);
  }

  @Test
  void handsOnAllAndTheEndToo() throws Exception {
    sendMillis(BYTES);
    server.getOutputStream().write(BYTES);
    assertThat(read(client, BYTES.length)).isEqualTo(BYTES);
    client.shutdownOutput();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    server.shutdownOutput();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(proxy.bytesUp()).isEqualTo(BYTES.length);
    assertThat(proxy.bytesDown()).isEqualTo(BYTES.length);
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @Test
  void servesManyAtOnce() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket oneClient = client;
          Socket oneServer = server) {
        oneClient.getOutputStream().write(i);
        assertThat(oneServer.getInputStream().read()).isEqualTo(i);
        join();
        sendMillis(BYTES);
      }
    }
    assertThat(proxy.accepted()).isEqualTo(21);
  }

  @Test
  void delays() throws Exception {
    proxy.latency(Duration.ofMillis(60), Duration.ofMillis(40));
    assertThat(sendMillis(new byte[] {1})).isGreaterThanOrEqualTo(60);
    assertThat(sendMillis(BYTES)).isGreaterThanOrEqualTo(60);
    proxy.clear();
    assertThat(sendMillis(new byte[] {2})).isLessThan(60);
  }

  @Test
  void limitsTheRateWhileRunning() throws Exception {
    proxy.bandwidth(800_000);
    // 60 000 bytes take 600 ms, less what it grants at once.
    assertThat(sendMillis(BYTES)).isBetween(550L, 1500L);
    proxy.bandwidth(8_000_000);
    assertThat(sendMillis(BYTES)).isBetween(40L, 500L);
  }

  @Test
  void cutsIntoPieces() throws Exception {
    proxy.slice(1);
    client.getOutputStream().write(BYTES);
    byte[] arrived = new byte[BYTES.length];
    int reads = 0;
    for (int count = 0; count < arrived.length; reads++) {
      count += server.getInputStream().read(arrived, count, arrived.length - count);
    }
    assertThat(arrived).isEqualTo(BYTES);
    assertThat(reads).isGreaterThan(10);
  }

  /** Writes until nothing more is taken; what was. */
  private static byte[] fill(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    byte[] all = new byte[1_000_000];
    new Random(8).nextBytes(all);
    ByteBuffer left = ByteBuffer.wrap(all);
    for (long last = System.nanoTime(); System.nanoTime() - last < 100_000_000L; ) {
      last = channel.write(left) > 0 ? System.nanoTime() : last;
    }
    return Arrays.copyOf(all, left.position());
  }

  @Test
  void stopsReadingAndLosesNothing() throws Exception {
    try (SocketChannel sender = SocketChannel.open()) {
      sender.setOption(StandardSocketOptions.SO_SNDBUF, 16 * 1024);
      sender.connect(new InetSocketAddress(LoopbackPort.ADDRESS, proxy.port()));
      try (Socket receiver = listener.accept()) {
        receiver.setSoTimeout(PATIENCE_MILLIS);
        proxy.stopReading();
        byte[] sent = fill(sender);
        assertThat(sent).hasSizeBetween(1, 200_000);
        requireSilence(receiver);

        proxy.clear();

        assertThat(read(receiver, sent.length)).isEqualTo(sent);
      }
    }
  }

  @Test
  void losesAllAndKeepsTheConnection() throws Exception {
    sendMillis(BYTES);
    proxy.blackhole();
    client.getOutputStream().write(BYTES);
    server.getOutputStream().write(BYTES);
    requireSilence(server);
    requireSilence(client);
    assertThat(proxy.bytesUp()).isEqualTo(BYTES.length);

    proxy.clear();
    client.getOutputStream().write(BYTES);
    requireSilence(server);
    try (Socket oldClient = client;
        Socket oldServer = server) {
      join();
      sendMillis(BYTES);
      assertThat(oldClient.isConnected() && oldServer.isConnected()).isTrue();
    }
  }

  @Test
  void resetsBothSides() throws Exception {
    sendMillis(BYTES);
    proxy.reset();
    for (Socket side : List.of(client, server)) {
      assertThatThrownBy(() -> side.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    client.close();
    server.close();
    join();
    sendMillis(BYTES);
  }

  @Test
  void halfCloses() throws Exception {
    proxy.halfClose();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    server.getOutputStream().write(1);
    sendMillis(BYTES);
  }

  @Test
  void refusesAndListensAgain() throws Exception {
    proxy.refuse();
    sendMillis(BYTES);
    assertThatThrownBy(this::join).isInstanceOf(ConnectException.class);
    client.close();
    server.close();
    proxy.listen();
    join();
    sendMillis(BYTES);
  }

  @Test
  void lettingInTakesItsTime() throws Exception {
    proxy.slowAccept(Duration.ofMillis(200));
    client.close();
    server.close();
    join();
    assertThat(sendMillis(BYTES)).isBetween(150L, 2000L);
    assertThat(sendMillis(BYTES)).isLessThan(150);
  }

  @Test
  void whatTheServerDoesToItIsHandedOn() throws Exception {
    server.setSoLinger(true, 0);
    server.close();
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    listener.close();
    client.close();
    client = new Socket(LoopbackPort.ADDRESS, proxy.port());
    client.setSoTimeout(PATIENCE_MILLIS);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void aPushSurvivesTheWorstOfNetworks() throws Exception {
    try (FakeRtmpServer rtmp = FakeRtmpServer.start(RtmpScript.take());
        FaultProxy bad =
            FaultProxy.to(new InetSocketAddress(LoopbackPort.ADDRESS, rtmp.port()), 3)) {
      bad.latency(Duration.ofMillis(5), Duration.ofMillis(5));
      bad.slice(7);
      List<TrackStatistics> sent =
          ClipPush.push(
              TestMedia.clip("flash_vfr_360p.mp4"), bad.url("app/key"), OutputOptions.DEFAULT);
      RtmpSession session = rtmp.awaitSession(0).awaitEnd();
      long frames =
          session.media().stream()
              .filter(
                  message ->
                      message.role() == MediaMessage.Role.FRAME
                          || message.role() == MediaMessage.Role.KEY_FRAME)
              .count();
      assertThat(frames).isEqualTo(sent.stream().mapToLong(TrackStatistics::packets).sum());
      assertThat(bad.bytesUp()).isEqualTo(session.bytes());
    }
  }
}
