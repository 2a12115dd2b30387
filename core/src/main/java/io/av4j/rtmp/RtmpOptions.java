package io.av4j.rtmp;

import io.av4j.CancelToken;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects.
 *
 * @param connectTimeout the most that looking up, connecting and publishing may take together
 * @param writeTimeout the most that writing one message may take
 * @param sendBuffer bytes that the system may hold back ({@code SO_SNDBUF}); 0 for the system's
 *     choice
 * @param flashVersion what the client says it is ({@code flashVer})
 * @param fourCcs the codecs of enhanced RTMP that the client may send ({@code fourCcList})
 * @param trust whom to believe, where the URL goes through TLS
 * @param token ends blocking calls from outside, or null
 */
public record RtmpOptions(
    Duration connectTimeout,
    Duration writeTimeout,
    int sendBuffer,
    String flashVersion,
    List<String> fourCcs,
    TlsTrust trust,
    @Nullable CancelToken token) {
  /** What servers take for an encoder; some look for the first word. */
  public static final String FLASH_VERSION = "FMLE/3.0 (compatible; av4j)";

  /** Copies the list. */
  public RtmpOptions {
    fourCcs = List.copyOf(fourCcs);
  }
}
