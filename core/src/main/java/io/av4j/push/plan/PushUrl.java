package io.av4j.push.plan;

import io.av4j.log.Redactor;
import java.io.Serializable;
import java.util.Objects;

/**
 * Where a destination is. Asked before every connect, because tokens in push URLs expire.
 *
 * <p>A URL is {@code rtmp://}, {@code rtmps://}, {@code srt://}, {@code http(s)://} or a file's
 * name; {@link Destination} tells what becomes of each.
 */
public sealed interface PushUrl extends Serializable {

  /** The URL to push to now. What it throws counts as a failed attempt of the network's kind. */
  String url();

  /**
   * Always the same URL. Two are equal when their URLs are.
   *
   * @param url with its secrets
   */
  record Fixed(String url) implements PushUrl {
    /** Checks. */
    public Fixed {
      Objects.requireNonNull(url, "url");
    }

    /** Without secrets. */
    @Override
    public String toString() {
      return "Fixed[" + Redactor.redact(url) + "]";
    }
  }

  /**
   * A URL that a program gives, as from a service of tokens.
   *
   * @param service is asked on the destination's own thread; one that does not answer holds this
   *     destination alone
   */
  record Asked(Service service) implements PushUrl {
    /** Checks. */
    public Asked {
      Objects.requireNonNull(service, "service");
    }

    @Override
    public String url() {
      return service.url();
    }
  }

  /** Gives push URLs. */
  @FunctionalInterface
  interface Service extends Serializable {
    /** The URL that holds now. */
    String url();
  }

  /** Always the same. */
  static PushUrl of(String url) {
    return new Fixed(url);
  }

  /** Asked for before every connect. */
  static PushUrl asked(Service service) {
    return new Asked(service);
  }
}
