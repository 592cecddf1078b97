package dev.rollcall.client;

import dev.rollcall.security.DevelopmentCertificates;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** A line server with one thread per connection; every text that ends in {@code +} is a member. */
public final class ListServer implements AutoCloseable {
  /** Decides what is sent for one line; null closes the connection instead. */
  @FunctionalInterface
  public interface Answering {
    @Nullable String answer(String line);
  }

  private final ServerSocket listening;
  private final Answering answering;
  private final AtomicInteger connections = new AtomicInteger();

  private ListServer(ServerSocket listening, Answering answering) {
    this.listening = listening;
    this.answering = answering;
    Thread acceptor = new Thread(this::accept, "list-server");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  public static ListServer plain(Answering answering) throws IOException {
    return new ListServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answering);
  }

  /** A server with the development pair of a directory. */
  public static ListServer tls(Path certificates, Answering answering) throws Exception {
    return new ListServer(tlsSocket(certificates), answering);
  }

  /** The same, for clients with a certificate only. */
  public static ListServer mutualTls(Path certificates, Answering answering) throws Exception {
    SSLServerSocket socket = tlsSocket(certificates);
    socket.setNeedClientAuth(true);
    return new ListServer(socket, answering);
  }

  public static @Nullable String honest(String line) {
    return line.endsWith("+") ? "STRING EXISTS\n" : "STRING NOT FOUND\n";
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** How many connections were accepted so far. */
  public int connections() {
    return connections.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        Thread handler = new Thread(() -> serve(socket), "list-server-connection");
        handler.setDaemon(true);
        handler.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        String answer =
            answering.answer(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        if (answer == null) {
          return;
        }
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        if (in.available() == 0) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private static SSLServerSocket tlsSocket(Path certificates) throws Exception {
    DevelopmentCertificates files = DevelopmentCertificates.in(certificates);
    files.ensure(List.of());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers(files).getKeyManagers(), null, null);
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static KeyManagerFactory keyManagers(DevelopmentCertificates files) throws Exception {
    String key =
        Files.readString(files.serverKey()).replaceAll("-----[A-Z ]+-----", "").replace("\n", "");
    PrivateKey privateKey =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream certificate = Files.newInputStream(files.serverCertificate())) {
      Certificate leaf = CertificateFactory.getInstance("X.509").generateCertificate(certificate);
      store.setKeyEntry("server", privateKey, new char[0], new Certificate[] {leaf});
    }
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, new char[0]);
    return factory;
  }
}
