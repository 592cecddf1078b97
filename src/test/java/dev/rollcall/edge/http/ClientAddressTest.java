package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.security.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private static final String PROXY = "10.0.0.1";
  private static final String STRANGER = "198.51.100.7";

  private final ClientAddress addresses =
      new ClientAddress(
          Stream.of("10.0.0.0/8", "fd00::/8").flatMap(n -> Network.parse(n).stream()).toList());

  private static InetAddress address(String text) {
    return Network.address(text).orElseThrow();
  }

  private Client client(String peer, String name, String... values) {
    HttpRequest request =
        HttpRequest.create()
            .withHeaders(
                Stream.of(values).<HttpHeader>map(value -> RawHeader.create(name, value)).toList());
    return addresses.of(request, address(peer), false);
  }

  /** A semicolon parts header fields. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          203.0.113.9                                  | 203.0.113.9
          1.2.3.4, 203.0.113.9                         | 203.0.113.9
          1.2.3.4,203.0.113.9                          | 203.0.113.9
          203.0.113.9, 10.0.0.2                        | 203.0.113.9
          203.0.113.9, 10.0.0.3, 10.0.0.2              | 203.0.113.9
          1.2.3.4; 203.0.113.9                         | 203.0.113.9
          203.0.113.9; 10.0.0.2                        | 203.0.113.9
          '   203.0.113.9  ,   10.0.0.2  '             | 203.0.113.9
          203.0.113.9:4711                             | 203.0.113.9
          203.0.113.9, 10.0.0.2:80                     | 203.0.113.9
          2001:db8::9                                  | 2001:db8::9
          [2001:db8::9]                                | 2001:db8::9
          [2001:db8::9]:443                            | 2001:db8::9
          2001:db8::9, fd00::1                         | 2001:db8::9
          ::ffff:203.0.113.9                           | 203.0.113.9
          10.0.0.3, 10.0.0.2                           | 10.0.0.3
          203.0.113.9,                                 | 203.0.113.9
          ,,                                           | 10.0.0.1
          unknown                                      | 10.0.0.1
          203.0.113.9, unknown                         | 10.0.0.1
          203.0.113.9, garbage, 10.0.0.2               | 10.0.0.2
          example.org                                  | 10.0.0.1
          203.0.113.9:port                             | 10.0.0.1
          [2001:db8::9                                 | 10.0.0.1
          [2001:db8::9]x                               | 10.0.0.1
          203.0.113.256                                | 10.0.0.1
          fe80::1%eth0                                 | 10.0.0.1
          """)
  void whatATrustedProxySaysCounts(String fields, String expected) {
    assertThat(client(PROXY, "X-Forwarded-For", fields.split(";", -1)).address())
        .isEqualTo(address(expected));
    assertThat(client(STRANGER, "X-Forwarded-For", fields.split(";", -1)).address())
        .as("said by a stranger")
        .isEqualTo(address(STRANGER));
  }

  @Test
  void withoutAWordItIsThePeer() {
    assertThat(client(PROXY, "Other").address()).isEqualTo(address(PROXY));
    assertThat(new ClientAddress(List.of()).of(HttpRequest.create(), address(PROXY), true))
        .isEqualTo(new Client(address(PROXY), true));
  }

  @Test
  void theNearestTrustedProxySaysHowItWasAsked() {
    assertThat(client(PROXY, "X-Forwarded-Proto", "https").tls()).isTrue();
    assertThat(client(PROXY, "X-Forwarded-Proto", "https, http").tls()).isFalse();
    assertThat(client(PROXY, "X-Forwarded-Proto", "http", "https").tls()).isTrue();
    assertThat(client(PROXY, "X-Forwarded-Proto", "gopher").tls()).isFalse();
    assertThat(client(STRANGER, "X-Forwarded-Proto", "https").tls()).isFalse();
  }
}
