package io.av4j.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A second machine, as far as the network is concerned: a namespace of Linux's, joined to this one
 * by a link that can be cut and narrowed ({@code ip netns}, {@code veth}, {@code tc}).
 *
 * <p>A server is put inside with {@link #command}, and is reached at {@link #ADDRESS}. Unlike a
 * {@link FaultProxy} a cut link loses packets, of which TCP itself knows nothing.
 *
 * <p>It takes root and the tools of iproute2; where they are missing the test is skipped and says
 * why. One at a time can be there.
 */
public final class NetworkNamespace implements AutoCloseable {
  /** The address of the other side. */
  public static final String ADDRESS = "198.18.7.2";

  private static final String OUR_ADDRESS = "198.18.7.1";
  private static final String NAME = "av4j-far";
  private static final String NEAR = "av4j-near0";
  private static final String FAR = "av4j-far0";
  private static final String NEAR_MAC = "02:00:c6:12:07:01";
  private static final String FAR_MAC = "02:00:c6:12:07:02";
  private static final int PATIENCE_SECONDS = 10;

  private NetworkNamespace() {}

  /** Makes the namespace and its link, or ends the test. */
  public static NetworkNamespace create() throws IOException {
    try {
      // One that a killed run has left behind.
      tryRun("ip", "netns", "delete", NAME);
      tryRun("ip", "link", "delete", NEAR);
      run("ip", "netns", "add", NAME);
    } catch (IOException e) {
      return abort("no network namespace can be made here: " + e.getMessage());
    }
    NetworkNamespace made = new NetworkNamespace();
    try {
      made.join();
      return made;
    } catch (IOException e) {
      made.close();
      return abort("the namespace cannot be joined to this one: " + e.getMessage());
    }
  }

  private void join() throws IOException {
    run(
        "ip link add %s address %s type veth peer name %s address %s netns %s"
            .formatted(NEAR, NEAR_MAC, FAR, FAR_MAC, NAME)
            .split(" "));
    run(("ip address add " + OUR_ADDRESS + "/30 dev " + NEAR).split(" "));
    run(("ip link set " + NEAR + " up").split(" "));
    inside(("ip address add " + ADDRESS + "/30 dev " + FAR).split(" "));
    inside("ip link set lo up".split(" "));
    inside(("ip link set " + FAR + " up").split(" "));
    // Fixed, or a long cut would end in "no route to host", which is not what a far cut gives.
    run(neighbour(ADDRESS, FAR_MAC, NEAR));
    inside(neighbour(OUR_ADDRESS, NEAR_MAC, FAR));
  }

  private static String[] neighbour(String address, String mac, String device) {
    return "ip neighbour replace %s lladdr %s dev %s nud permanent"
        .formatted(address, mac, device)
        .split(" ");
  }

  /** The command line that runs a program inside. */
  public List<String> command(List<String> program) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", NAME));
    all.addAll(program);
    return all;
  }

  /** Loses all packets, of both directions, from now on. */
  public void cut() throws IOException {
    shape("blackhole");
  }

  /** Lets that many bits a second through in each direction, with a queue of 100 ms. */
  public void limit(long bitsPerSecond) throws IOException {
    long burst = Math.max(3000, bitsPerSecond / 8 / 50);
    shape("tbf rate " + bitsPerSecond + "bit burst " + burst + " latency 100ms");
  }

  /** Lets all through again. */
  public void mend() throws IOException {
    shape("pfifo");
  }

  private void shape(String discipline) throws IOException {
    run(("tc qdisc replace dev " + NEAR + " root " + discipline).split(" "));
    inside(("tc qdisc replace dev " + FAR + " root " + discipline).split(" "));
  }

  private void inside(String... command) throws IOException {
    run(command(List.of(command)).toArray(String[]::new));
  }

  private static void tryRun(String... command) {
    try {
      run(command);
    } catch (IOException e) {
      // There was nothing to delete.
    }
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Removes the link and the namespace; programs inside must have ended. */
  @Override
  public void close() throws IOException {
    tryRun("ip", "link", "delete", NEAR);
    run("ip", "netns", "delete", NAME);
  }
}
