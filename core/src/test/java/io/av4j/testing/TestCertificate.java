package io.av4j.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for one host that vouches for itself, made by the JDK's {@code keytool}.
 *
 * @param pem the certificate as a PEM file, as {@code ca_file} wants it
 * @param server what a TLS server with it needs
 */
public record TestCertificate(Path pem, SSLContext server) {
  /** Of the key store {@code HOST.p12} beside the certificate. */
  public static final String PASSWORD = "changeit";

  /** Makes one for a host's name or address, its files in the folder. */
  public static TestCertificate of(String host, Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve(host + ".p12");
    Path pem = folder.resolve(host + ".pem");
    String common = "-keystore %s -storepass %s -alias a".formatted(store, PASSWORD);
    keytool(
        common
            + " -genkeypair -keyalg EC -validity 2 -dname CN="
            + host
            + " -ext san="
            + (host.matches("[0-9.]+") ? "ip:" : "dns:")
            + host);
    keytool(common + " -exportcert -rfc -file " + pem);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new TestCertificate(pem, context);
  }

  private static void keytool(String arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
