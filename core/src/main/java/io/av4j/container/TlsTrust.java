package io.av4j.container;

import io.av4j.UnsupportedMediaException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS connections trust. FFmpeg by itself trusts everybody ({@code tls_verify} is 0), and its
 * natives know no certificates to trust; here it gets the JVM's, as a file.
 */
final class TlsTrust {
  private static final String VERIFY = "tls_verify";
  private static final String CERTIFICATES = "ca_file";
  private static final String CERTIFICATES_OLD = "cafile";

  /** What may be told to whoever opens connections, of those there are. */
  static final Set<String> OPTIONS =
      Set.of(VERIFY, CERTIFICATES, CERTIFICATES_OLD, "cert_file", "key_file", "verifyhost");

  private static final Set<String> TLS = Set.of("rtmps", "https", "tls", "rtsps");
  private static final Pattern TLS_SOMEWHERE =
      Pattern.compile("(?i)(?:^|[^a-z0-9])(?:https?|tls|rtmps|rtsps):");
  // Numbers are addresses in all the ways that getaddrinfo takes them.
  private static final String NUMBER = "[0-9]+|0[xX][0-9a-fA-F]*";
  private static final Base64.Encoder PEM =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private static @Nullable Path file;

  private TlsTrust() {}

  /**
   * Adds what makes FFmpeg check the server's certificate, unless the options say otherwise.
   *
   * @throws UnsupportedMediaException if FFmpeg could not check it
   */
  static void require(Location location, Map<String, String> options) {
    if ("0".equals(options.get(VERIFY))) {
      return;
    }
    if (location.scheme().equals("rtmpts")) {
      // Its HTTP connection gets none of the options.
      throw new UnsupportedMediaException(
          location + ": FFmpeg cannot check the server's certificate over rtmpts; use rtmps");
    }
    if (!TLS.contains(location.scheme())) {
      return;
    }
    boolean named = options.containsKey(CERTIFICATES) || options.containsKey(CERTIFICATES_OLD);
    if (!named && isAddress(location.host())) {
      // FFmpeg compares names alone, so that here any certificate of anybody would do.
      throw new UnsupportedMediaException(
          location
              + ": a certificate cannot be compared with an address; use the server's name,"
              + " or name the certificates to trust by the option ca_file");
    }
    options.put(VERIFY, "1");
    if (!named) {
      options.put(CERTIFICATES, jvmCertificates().toString());
    }
  }

  /**
   * The same for a URL that a context opens by itself. A plain one may lead to another over TLS;
   * the protocol leaves what it does not want.
   */
  static void requireNested(Location location, Map<String, String> options) {
    require(location, options);
    if (!options.containsKey(VERIFY)) {
      options.put(VERIFY, "1");
      if (!options.containsKey(CERTIFICATES_OLD)) {
        options.putIfAbsent(CERTIFICATES, jvmCertificates().toString());
      }
    }
  }

  /** Whether opening the URL may lead to TLS. */
  static boolean concerns(String url) {
    return TLS_SOMEWHERE.matcher(url).find();
  }

  /** Those of the options that are about TLS. */
  static Map<String, String> only(Map<String, String> options) {
    Map<String, String> tls = new HashMap<>(options);
    tls.keySet().retainAll(OPTIONS);
    return tls;
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[") || host.substring(host.lastIndexOf('.') + 1).matches(NUMBER);
  }

  /** The JVM's certificates as a PEM file, written once, or again where somebody cleaned up. */
  private static synchronized Path jvmCertificates() {
    Path written = file;
    try {
      if (written == null || !Files.exists(written)) {
        written = Files.createTempFile("av4j-trusted", ".pem");
        written.toFile().deleteOnExit();
        Files.writeString(written, pem());
        file = written;
      }
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException("the JVM's certificates cannot be handed to FFmpeg", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JVM has no certificates to trust", e);
    }
  }

  private static String pem() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    StringBuilder all = new StringBuilder();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager trusting) {
        for (X509Certificate certificate : trusting.getAcceptedIssuers()) {
          all.append("-----BEGIN CERTIFICATE-----\n")
              .append(PEM.encodeToString(certificate.getEncoded()))
              .append("\n-----END CERTIFICATE-----\n");
        }
      }
    }
    return all.toString();
  }
}
