package io.av4j.push.destination;

import io.av4j.push.plan.Destination;
import io.av4j.push.plan.PushTiming;
import io.av4j.push.plan.PushUrl;

/**
 * What a publisher is to do.
 *
 * @param push the push's name
 * @param rendition the name of the rendition that is published
 * @param destination where to
 * @param timing the deadlines and pauses
 * @param seed of what is chance in the pauses; another for each publisher, so that not all come
 *     back in one moment
 */
public record PublisherSettings(
    String push, String rendition, Destination destination, PushTiming timing, long seed) {
  // RTMPS, SRT and HLS over HTTPS were seen to need less than 144 KB, the JVM's reserve included.
  private static final long STACK_BYTES = 256 << 10;

  /** A thread for the publisher, not started. */
  Thread newThread(Runnable publisher) {
    // A program that is asked for a URL may go deep; what is done else is known.
    long stack = destination.url() instanceof PushUrl.Fixed ? STACK_BYTES : 0;
    Thread thread =
        new Thread(null, publisher, "av4j-" + push + "-to-" + destination.name(), stack, false);
    thread.setDaemon(true);
    return thread;
  }

  /** What decides about the first failure, with that seed. */
  ReconnectPolicy freshPolicy(long nextSeed) {
    return ReconnectPolicy.of(timing, destination.retry(), nextSeed);
  }
}
