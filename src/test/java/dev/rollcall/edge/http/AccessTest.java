package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.security.Network;
import dev.rollcall.wire.RequestTarget;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
  private static final String LOCAL = "127.0.0.1";
  private static final String REMOTE = "192.0.2.7";

  private final Handler gate =
      new Access("Machine")
          .around(exchange -> CompletableFuture.completedFuture(HttpResponse.create()));

  private static Exchange exchange(String peer, String request, String... headers) {
    String[] words = request.split(" ", -1);
    HttpRequest asked = HttpRequest.create().withMethod(HttpMethods.lookup(words[0]).orElseThrow());
    for (String header : headers) {
      if (header.contains(":")) {
        int colon = header.indexOf(':');
        asked =
            asked.addHeader(
                RawHeader.create(header.substring(0, colon), header.substring(colon + 1).trim()));
      }
    }
    return new Exchange(
        asked,
        RequestTarget.parse(words[1]).orElseThrow(),
        new Client(Network.address(peer).orElseThrow(), false),
        Map.of(),
        new CompletableFuture<>());
  }

  private void assertAllowed(boolean allowed, Exchange exchange) {
    if (allowed) {
      assertThat(gate.handle(exchange)).isCompleted();
    } else {
      assertThatThrownBy(() -> gate.handle(exchange))
          .isInstanceOfSatisfying(
              Fault.class, fault -> assertThat(fault.status()).isEqualTo(StatusCodes.FORBIDDEN));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /,                   true",
    "HEAD /a/b,               true",
    "OPTIONS /,               true",
    "GET /api/sets/s/x,       true",
    "POST /api/sets/s,        true",
    "POST /api/sets/s/x,      false",
    "POST /api/sets/,         true",
    "POST /api/topics/t,      false",
    "PUT /api/sets/s/x,       false",
    "DELETE /api/sets/s/x,    false",
    "POST /API/sets/s,        false",
    "POST /api//sets/s,       false",
    "POST /,                  false",
    "PATCH /files/f,          false",
  })
  void othersMayReadAndThisMachineMayDoEverything(String request, boolean others) {
    assertAllowed(others, exchange(REMOTE, request, "Host: anything.example"));
    assertAllowed(true, exchange(LOCAL, request, "Host: localhost:8080"));
    assertAllowed(true, exchange("::1", request, "Host: [::1]:8080"));
    assertAllowed(true, exchange("127.1.2.3", request));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,               true",
    "LOCALHOST:8080,          true",
    "a.localhost,             true",
    "machine,                 true",
    "MACHINE:80,              true",
    "127.0.0.1,               true",
    "127.0.0.1:8080,          true",
    "[::1]:8080,              true",
    "192.0.2.1,               true",
    "evil.example,            false",
    "localhost.evil.example,  false",
    "xlocalhost,              false",
    "127.0.0.1.evil.example,  false",
    "machine.evil.example,    false",
  })
  void aNameThatAnybodyMayPointHereIsNotThisMachines(String host, boolean allowed) {
    assertAllowed(allowed, exchange(LOCAL, "GET /", "Host: " + host));
    assertAllowed(true, exchange(REMOTE, "GET /", "Host: " + host));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080,    localhost:8080, true",
    "http://LOCALHOST:8080,    localhost:8080, true",
    "http://localhost,         localhost:80,   true",
    "http://localhost:80,      localhost,      true",
    "https://localhost,        localhost:443,  true",
    "http://[::1]:8080,        [::1]:8080,     true",
    "http://localhost:8081,    localhost:8080, false",
    "http://127.0.0.1:8080,    localhost:8080, false",
    "https://localhost,        localhost,      true",
    "http://evil.example,      localhost:8080, false",
    "http://localhost:8080.evil.example, localhost:8080, false",
    "null,                     localhost:8080, false",
    "localhost:8080,           localhost:8080, false",
  })
  void aPageOfAnotherServerMayOnlyRead(String origin, String host, boolean own) {
    String[] headers = {"Host: " + host, "Origin: " + origin};
    assertAllowed(true, exchange(LOCAL, "GET /api/topics/t", headers));
    assertAllowed(own, exchange(LOCAL, "POST /api/topics/t", headers));
    assertAllowed(own, exchange(LOCAL, "DELETE /api/sets/s/x", headers));
    String[] webSocket = {headers[0], headers[1], "Upgrade: websocket"};
    assertAllowed(own, exchange(LOCAL, "GET /ws/topics/t", webSocket));
    assertAllowed(own, exchange(REMOTE, "GET /ws/topics/t", webSocket));
  }
}
