package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.EdgeFixture.Client;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpTlsIT {
  private final HttpFixture fixture =
      new HttpFixture(
          """
          rollcall.listeners.http.tls.enabled = on
          rollcall.limits { handshake-timeout = 2s, handshakes = 2 }
          """,
          system ->
              exchange ->
                  CompletableFuture.completedFuture(
                      HttpResponse.create().withEntity("tls " + exchange.client().tls())));

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Client plain() throws IOException {
    return new Client(new Socket(InetAddress.getLoopbackAddress(), fixture.address().getPort()));
  }

  private String answer() throws IOException {
    SSLSocket socket =
        (SSLSocket)
            TestTls.CONTEXT
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), fixture.address().getPort());
    try (Client client = new Client(socket)) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      return client.readAll();
    }
  }

  @Test
  void requestsAreAnsweredOverTls() throws IOException {
    assertThat(answer()).startsWith("HTTP/1.1 200 ").endsWith("tls true");
    assertThat(answer()).startsWith("HTTP/1.1 200 ").endsWith("tls true");
  }

  @Test
  void whoDoesNotShakeHandsIsCutAndGivesItsPlaceToTheNext() throws IOException {
    try (Client first = plain();
        Client second = plain()) {
      assertThat(answer()).endsWith("tls true");
      assertThat(isOver(first)).isTrue();
      assertThat(isOver(second)).isTrue();
    }
  }

  private static boolean isOver(Client client) throws IOException {
    try {
      return client.socket().getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
