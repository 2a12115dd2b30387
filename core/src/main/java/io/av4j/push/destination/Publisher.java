package io.av4j.push.destination;

import io.av4j.clock.NanoClock;
import io.av4j.push.destination.Publication.Ending;
import io.av4j.push.destination.Publication.Finished;
import io.av4j.push.destination.Publication.Lost;
import io.av4j.push.destination.PublisherOrders.Wish;
import io.av4j.push.destination.ReconnectPolicy.Decision;
import io.av4j.push.destination.ReconnectPolicy.Outcome;
import io.av4j.push.destination.ReconnectPolicy.RetryIn;
import io.av4j.push.plan.Destination;
import io.av4j.push.status.DestinationState;
import io.av4j.push.status.Fault;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Brings a rendition to one destination: connects, writes what waits, and connects again. Nothing
 * of what happens here reaches another destination.
 *
 * <p>All public methods may be called from any thread at any time, and none blocks. The work is
 * done by one thread, which lives from {@link #start()} until the destination has stopped or
 * failed; it also tells the listener. Enabling or disabling a failed destination begins another
 * life, with another thread or the same. A life is over when {@link PublisherListener#ended} is
 * told; after that nothing native is left of it.
 */
public final class Publisher {
  // Of any thread.
  private final PublisherSettings settings;
  private final GopCache gop;
  private final SendQueue queue;
  private final PublisherOrders orders;
  private final DestinationStatus status;
  private volatile @Nullable Thread thread;

  // Of the publisher's thread.
  private final PublicationContext context;
  private final Announcer announcer;
  private ReconnectPolicy policy;

  /**
   * Prepares; nothing is connected before {@link #start()}.
   *
   * @param gop what the rendition sends; nothing is connected before it has streams
   * @param keyFrameRequest asks the rendition's encoder for a keyframe; does not block
   * @param connector makes the connections
   * @param listener is told what happens
   */
  public Publisher(
      PublisherSettings settings,
      GopCache gop,
      Runnable keyFrameRequest,
      Connector connector,
      PublisherListener listener,
      NanoClock clock) {
    Destination destination = settings.destination();
    this.settings = settings;
    this.gop = gop;
    this.queue =
        new SendQueue(
            settings.timing().queue(), new KeyFrameRequests(keyFrameRequest, clock), clock);
    this.orders = new PublisherOrders(clock);
    this.status = new DestinationStatus(destination.name(), settings.rendition(), queue, clock);
    this.announcer = new Announcer(destination.name(), status, listener);
    this.context =
        new PublicationContext(
            destination,
            settings.timing(),
            connector,
            gop,
            queue,
            orders,
            status,
            announcer,
            new TimeOrigin(settings.timing().timestamps()),
            clock);
    this.policy = settings.freshPolicy(settings.seed());
  }

  /** The destination's name. */
  public String name() {
    return settings.destination().name();
  }

  /** What is known of the destination. */
  public DestinationStatus status() {
    return status;
  }

  /** Begins to connect. Once it has begun or has been ended, without effect. */
  public void start() {
    startThreadIf(orders.start());
  }

  /**
   * Ends when what waits has been written, with the protocol's own end. Where there is no
   * connection, one that is being made still gets what the rendition keeps; a pause ends at once.
   */
  public void end() {
    boolean starts = orders.want(Wish.END);
    queue.end();
    startThreadIf(starts);
  }

  /**
   * Ends now if there is no connection yet. A connection that stands is not touched, and is the
   * last one.
   */
  public void endConnecting() {
    startThreadIf(orders.endConnecting());
  }

  /** Ends now, within some 100 ms: what waits is lost, and the connection is cut. */
  public void abort() {
    boolean starts = orders.want(Wish.ABORT);
    queue.end();
    queue.shut();
    Thread now = thread;
    if (now != null) {
      // It may be in a program's own code, which is asked for a URL.
      now.interrupt();
    }
    startThreadIf(starts);
  }

  /** Ends the connection in the protocol's own way, without what waits, until it is enabled. */
  public void disable() {
    boolean starts = orders.want(Wish.DISABLE);
    if (orders.wish() == Wish.DISABLE) {
      queue.shut();
    }
    startThreadIf(starts);
  }

  /** Connects a disabled or failed destination, as if for the first time; else without effect. */
  public void enable() {
    startThreadIf(orders.want(Wish.PUBLISH));
  }

  /** Makes the next attempt at once where there is a pause; else without effect. */
  public void retryNow() {
    orders.retryNow();
  }

  private void startThreadIf(boolean wanted) {
    if (wanted) {
      Thread made = settings.newThread(this::run);
      thread = made;
      try {
        made.start();
      } catch (OutOfMemoryError e) {
        // There are no more threads to be had, so this one tells that the life is over.
        fail(FaultClassifier.of(e));
        announcer.ended();
        orders.over();
      }
    }
  }

  private void run() {
    MDC.put("push", settings.push());
    MDC.put("destination", name());
    do {
      live();
    } while (orders.beginAnother());
    MDC.remove("push");
    MDC.remove("destination");
  }

  private void live() {
    gop.add(queue, orders::look);
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = step();
      }
    } catch (InterruptedException e) {
      orders.want(Wish.ABORT);
      announcer.become(DestinationState.STOPPED);
    } catch (Throwable e) {
      if (!status.state().isOver()) {
        fail(FaultClassifier.of(e));
      }
    } finally {
      gop.remove(queue);
      announcer.ended();
    }
  }

  /** Does what is wanted now; whether there is more to be done. */
  private boolean step() throws InterruptedException {
    return switch (orders.wish()) {
      case PUBLISH -> publish();
      case DISABLE -> {
        announcer.become(DestinationState.DISABLED);
        announcer.tried();
        orders.awaitOtherThan(Wish.DISABLE);
        yield true;
      }
      case END, ABORT -> {
        announcer.become(DestinationState.STOPPED);
        yield false;
      }
    };
  }

  private boolean publish() throws InterruptedException {
    DestinationState before = status.state();
    if (before == DestinationState.DISABLED || before == DestinationState.FAILED) {
      policy = settings.freshPolicy(policy.seed());
      announcer.become(DestinationState.CONNECTING);
    }
    orders.awaitEndOf(gop::isAwaitingStreams);
    Ending ending = Publication.run(context);
    announcer.tried();
    if (ending instanceof Lost lost) {
      return retry(lost.outcome());
    }
    if (ending instanceof Finished && orders.wish() == Wish.PUBLISH) {
      announcer.become(DestinationState.RECONNECTING);
    }
    return true;
  }

  private boolean retry(Outcome outcome) throws InterruptedException {
    Wish wish = orders.wish();
    if (wish != Wish.PUBLISH) {
      // Its last part was not taken.
      boolean disabled = wish == Wish.DISABLE;
      announcer.become(
          disabled ? DestinationState.DISABLED : DestinationState.STOPPED, outcome.fault());
      return disabled;
    }
    long now = context.clock().nanoTime();
    Decision decision = policy.after(outcome, now);
    policy = decision.next();
    if (decision instanceof RetryIn retry) {
      announcer.retrying(retry.fault(), retry.pause());
      orders.pauseUntil(now + retry.pause().toNanos());
      return true;
    }
    fail(decision.fault());
    return false;
  }

  private void fail(Fault fault) {
    orders.failing();
    announcer.become(DestinationState.FAILED, fault);
  }
}
