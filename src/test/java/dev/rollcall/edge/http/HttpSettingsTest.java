package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.ConfigReader;
import dev.rollcall.cluster.NodeConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSettingsTest {
  private static ConfigReader reader(String overrides) {
    return ConfigReader.at(
        ConfigFactory.parseString(overrides).withFallback(NodeConfig.defaults()).resolve(),
        "rollcall");
  }

  @Test
  void theDefaultsLimitSizesAndNothingElse() {
    ConfigReader reader = reader("");
    HttpSettings settings = HttpSettings.read(reader);
    assertThat(settings.headerBytesMax()).isEqualTo(64 << 10);
    assertThat(settings.bodyBytesMax()).isEqualTo(8 << 20);
    assertThat(settings.requestsMax()).isZero();
    assertThat(settings.rateLimitRequests()).isZero();
    assertThat(settings.rateLimitWindow()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.trustedProxies()).isEmpty();
    assertThat(reader.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [ "10.0.0.0/8", "fd00::1" ] | [10.0.0.0/8, fd00:0:0:0:0:0:0:1/128]
          [ 192.0.2.1 ]               | [192.0.2.1/32]
          "10.0.0.0/8, ::1"           | [10.0.0.0/8, 0:0:0:0:0:0:0:1/128]
          ""                          | []
          """)
  void readsNetworksAsAListOrWithCommas(String value, String networks) {
    ConfigReader reader = reader("rollcall.http.trusted-proxies = " + value);
    assertThat(HttpSettings.read(reader).trustedProxies()).hasToString(networks);
    assertThat(reader.faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          header-bytes-max = 1000       | header-bytes-max = 1000: must be a size from 1024 to 1048576 bytes, such as 64 KiB
          body-bytes-max = lots         | body-bytes-max = lots: must be a size from 0 to 4611686018427387903 bytes, such as 64 KiB
          requests-max = -1             | requests-max = -1: must be a whole number from 0 to 2147483647
          rate-limit.requests = 100001  | rate-limit.requests = 100001: must be a whole number from 0 to 100000
          rate-limit.window = 0         | rate-limit.window = 0: must be longer than zero
          rate-limit.window = 25h       | rate-limit.window = 25h: must be a duration up to 86400s, such as 500ms, 5s or 2m; 0 for none
          trusted-proxies = [ proxy ]   | trusted-proxies = proxy: must be addresses or networks, such as 10.0.0.0/8 or fd00::1
          trusted-proxies = { a = b }   | trusted-proxies = {a=b}: must be a list of texts
          """)
  void namesKeyValueAndWhatIsAllowed(String setting, String fault) {
    ConfigReader reader = reader("rollcall.http." + setting);
    HttpSettings.read(reader);
    assertThat(reader.faults()).contains("rollcall.http." + fault);
  }
}
