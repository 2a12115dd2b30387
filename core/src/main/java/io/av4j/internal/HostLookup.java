package io.av4j.internal;

import io.av4j.MediaIoException;
import io.av4j.MediaTimeoutException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Looks a host up in Java before FFmpeg does, because FFmpeg's own {@code getaddrinfo} cannot be
 * ended.
 *
 * <p>A lookup that hangs holds one daemon thread, shared by all who ask for the same host.
 */
public final class HostLookup {
  private static final Map<String, CompletableFuture<InetAddress[]>> PENDING =
      new ConcurrentHashMap<>();
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|.*:.*");
  private static final long SLICE_MILLIS = 50;

  private HostLookup() {}

  /**
   * Returns once the host is known to have an address.
   *
   * @throws MediaIoException if it has none
   * @throws MediaTimeoutException if nobody could say in time
   * @throws CancellationException if the gate is cancelled or the thread interrupted meanwhile
   */
  public static void require(String host, Duration timeout, InterruptGate gate) {
    InetAddress[] unused = find(host, timeout, () -> gate.checkNotCancelled("looking up", host));
  }

  /**
   * The addresses of a host, at least one.
   *
   * @param checkNotCancelled throws where nobody wants to know any more
   * @throws MediaIoException if it has none
   * @throws MediaTimeoutException if nobody could say in time
   * @throws CancellationException if the thread is interrupted meanwhile, or the check says so
   */
  public static InetAddress[] find(String host, Duration timeout, Runnable checkNotCancelled) {
    if (ADDRESS.matcher(host).matches()) {
      return literal(host);
    }
    CompletableFuture<InetAddress[]> lookup = PENDING.computeIfAbsent(host, HostLookup::start);
    long start = System.nanoTime();
    while (true) {
      checkNotCancelled.run();
      try {
        return lookup.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (Duration.ofNanos(System.nanoTime() - start).compareTo(timeout) > 0) {
          throw new MediaTimeoutException(
              "no answer about the host " + host + " within " + timeout);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("thread interrupted while looking up " + host);
      } catch (ExecutionException e) {
        throw new MediaIoException("the host " + host + " has no address");
      }
    }
  }

  /** Nobody is asked about an address. */
  private static InetAddress[] literal(String address) {
    try {
      return InetAddress.getAllByName(address);
    } catch (UnknownHostException e) {
      throw new MediaIoException("no address: " + address);
    }
  }

  private static CompletableFuture<InetAddress[]> start(String host) {
    CompletableFuture<InetAddress[]> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(InetAddress.getAllByName(host));
              } catch (Throwable e) {
                // Whatever it is, whoever waits must hear of it.
                result.completeExceptionally(e);
              } finally {
                PENDING.remove(host, result);
              }
            },
            "av4j-lookup-" + host);
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
