package io.av4j.rtmp;

import io.av4j.UnsupportedMediaException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client believes: a server has to show a certificate for its name, or its address, that the
 * JVM trusts, or one of those in the file that is named.
 *
 * @param certificates PEM; null for the JVM's
 * @param verifies false to believe everybody
 */
public record TlsTrust(@Nullable Path certificates, boolean verifies) {
  /** The JVM's certificates. */
  public static final TlsTrust DEFAULT = new TlsTrust(null, true);

  /** An engine for one connection. */
  SSLEngine engine(RtmpUrl url) {
    SSLEngine engine = context().createSSLEngine(url.host(), url.port());
    engine.setUseClientMode(true);
    if (verifies) {
      SSLParameters parameters = engine.getSSLParameters();
      // RFC 2818: names and addresses, as browsers compare them.
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
    }
    return engine;
  }

  private SSLContext context() {
    try {
      if (verifies && certificates == null) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      Path file = certificates;
      context.init(
          null,
          verifies && file != null ? managers(file) : new TrustManager[] {new Everybody()},
          null);
      return context;
    } catch (GeneralSecurityException e) {
      UnsupportedMediaException failure =
          new UnsupportedMediaException("the JVM cannot make TLS connections: " + e.getMessage());
      failure.initCause(e);
      throw failure;
    }
  }

  private static TrustManager[] managers(Path file) throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try (InputStream in = Files.newInputStream(file)) {
      store.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("trusted-" + number++, one);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the certificates of ca_file cannot be read: " + e, e);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Asked for by {@code tls_verify=0}. */
  private static final class Everybody extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
