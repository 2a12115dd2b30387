package io.av4j.push.destination;

import io.av4j.CancelToken;
import io.av4j.push.plan.PushTiming;
import java.util.Map;

/** Makes the connections to a destination. Any thread. */
@FunctionalInterface
public interface Connector {
  /**
   * Connects, and tells the other side of the streams. Blocks no longer than the plan's deadline.
   *
   * @throws io.av4j.MediaException if that failed
   * @throws java.util.concurrent.CancellationException if the token was cancelled
   */
  Connection connect(Request request);

  /**
   * What to connect to.
   *
   * @param url with its secrets
   * @param options of the protocol and the muxer; they win over the protocol's own
   * @param timing the deadlines
   * @param streams what is to be sent; lent for the call
   * @param token ends the call and all calls of the connection
   */
  record Request(
      String url,
      Map<String, String> options,
      PushTiming timing,
      StreamSet streams,
      CancelToken token) {
    /** Without the URL, which may hold a key. */
    @Override
    public String toString() {
      return "Request[" + streams + " " + options.keySet() + "]";
    }
  }
}
