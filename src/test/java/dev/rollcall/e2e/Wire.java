package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** One raw connection, as a client that nobody here wrote would have it. */
final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  private Wire(Socket socket) {
    this.socket = socket;
  }

  static Wire tcp(int port) throws IOException {
    return open(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  static Wire tls(SSLContext trust, int port) throws IOException {
    return open(trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
  }

  private static Wire open(Socket socket) throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new Wire(socket);
  }

  /** Trusts just the authority in this file. */
  static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream pem = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  Wire send(String text) throws IOException {
    return send(text.getBytes(UTF_8));
  }

  Wire send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return this;
  }

  Wire halfClose() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** The next line, without its newline; empty at the end of the stream. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return line.toString(UTF_8);
  }

  /** The next so many bytes. */
  String bytes(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), UTF_8);
  }

  /** All that comes until the server closes. */
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
