package io.av4j.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a client answers a server that wants a name and a password: Adobe's and Limelight's ways, as
 * FFmpeg's {@code rtmpproto.c} does them. The server refuses, says what it wants to be answered,
 * and the client connects again with the answer behind the application's name.
 */
final class RtmpAuthentication {
  private static final String ADOBE = "adobe";
  private static final String LIMELIGHT = "llnw";
  private static final String NUMBER = "00000001";

  private RtmpAuthentication() {}

  /**
   * What to put behind the application's name, or null where the refusal asks for nothing, or
   * nothing more.
   *
   * @param description of the server's refusal
   */
  static @Nullable String answer(String description, RtmpUrl url) {
    if (url.user().isEmpty()) {
      return null;
    }
    String mode =
        description.contains("authmod=" + ADOBE)
            ? ADOBE
            : description.contains("authmod=" + LIMELIGHT) ? LIMELIGHT : "";
    if (mode.isEmpty()) {
      return null;
    }
    int question = description.indexOf("?reason=");
    if (question < 0) {
      return description.contains("need auth") ? "?authmod=" + mode + "&user=" + url.user() : null;
    }
    Map<String, String> said = parameters(description.substring(question + 1));
    if (!"needauth".equals(said.get("reason"))) {
      return null;
    }
    String mine = "%08x".formatted(ThreadLocalRandom.current().nextInt());
    return mode.equals(ADOBE) ? adobe(url, said, mine) : limelight(url, said, mine);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> all = new HashMap<>();
    for (String one : query.split("&", -1)) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        all.put(one.substring(0, equals), one.substring(equals + 1).trim());
      }
    }
    return all;
  }

  static String adobe(RtmpUrl url, Map<String, String> said, String mine) {
    String opaque = said.get("opaque");
    String theirs = opaque == null ? said.getOrDefault("challenge", "") : opaque;
    String hash = base64(url.user() + said.getOrDefault("salt", "") + url.password());
    String answer =
        "?authmod=adobe&user=%s&challenge=%s&response=%s"
            .formatted(url.user(), mine, base64(hash + theirs + mine));
    return opaque == null ? answer : answer + "&opaque=" + opaque;
  }

  static String limelight(RtmpUrl url, Map<String, String> said, String mine) {
    String nonce = said.getOrDefault("nonce", "");
    String instance = url.app().contains("/") ? "" : "/_definst_";
    String who = hex(url.user() + ":live:" + url.password());
    String what = hex("publish:/" + url.app() + instance);
    String response = hex(String.join(":", who, nonce, NUMBER, mine, "auth", what));
    return "?authmod=llnw&user=%s&nonce=%s&cnonce=%s&nc=%s&response=%s"
        .formatted(url.user(), nonce, mine, NUMBER, response);
  }

  private static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(md5(text));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(md5(text));
  }
}
