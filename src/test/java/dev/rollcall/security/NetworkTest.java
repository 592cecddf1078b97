package dev.rollcall.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,     10.255.0.1,     true",
    "10.0.0.0/8,     11.0.0.1,       false",
    "10.1.2.3,       10.1.2.3,       true",
    "10.1.2.3,       10.1.2.4,       false",
    "10.1.2.0/23,    10.1.3.255,     true",
    "10.1.2.0/23,    10.1.4.0,       false",
    "0.0.0.0/0,      203.0.113.9,    true",
    "0.0.0.0/0,      ::1,            false",
    "fd00::/8,       fdff::1,        true",
    "fd00::/8,       fe00::1,        false",
    "2001:db8::/33,  2001:db8:7fff::1, true",
    "2001:db8::/33,  2001:db8:8000::1, false",
    "::1,            ::1,            true",
    "127.0.0.0/8,    ::ffff:127.0.0.1, true",
  })
  void containsItsAddresses(String network, String address, boolean contained) {
    assertThat(
            Network.parse(network).orElseThrow().contains(Network.address(address).orElseThrow()))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "::/129",
        "localhost",
        "example.org/8",
        "10.0.0.256",
        "1",
        "fe80::1%eth0",
        "[::1]",
        "10.0.0.0 /8"
      })
  void everythingElseIsNone(String text) {
    assertThat(Network.parse(text)).isEmpty();
  }
}
