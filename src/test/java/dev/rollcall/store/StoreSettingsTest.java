package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.rollcall.base.ConfigReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
  private static final Path DATA = Path.of("data");
  private static final String WITH_PASSWORD = "jdbc:postgresql://db/x?ssl=true&password=hush";

  private ConfigReader reader = reader("");

  private static ConfigReader reader(String overrides) {
    return ConfigReader.at(
        ConfigFactory.parseString(overrides).withFallback(ConfigFactory.defaultReference()),
        "rollcall.store");
  }

  private StoreSettings read(String overrides) {
    reader = reader(overrides);
    return StoreSettings.read(reader, DATA);
  }

  @Test
  void defaultIsFileInDataDirectory() {
    assertThat(read("")).isEqualTo(StoreSettings.sqlite(DATA));
    assertThat(StoreSettings.sqlite(DATA).file()).isEqualTo(Path.of("data/store/rollcall.db"));
    assertThat(reader.faults()).isEmpty();
  }

  @Test
  void postgresHasAddressUserAndPasswordFile() {
    StoreSettings settings =
        read(
            """
            rollcall.store { kind = postgres, postgres {
              url = "jdbc:postgresql://db/x?sslmode=require", user = u, password-file = /run/pw } }
            """);
    assertThat(reader.faults()).isEmpty();
    assertThat(settings.kind()).isEqualTo(StoreSettings.Kind.POSTGRES);
    assertThat(settings.postgres())
        .isEqualTo(
            new StoreSettings.Postgres(
                "jdbc:postgresql://db/x?sslmode=require", "u", Path.of("/run/pw")));
  }

  @Test
  void passwordInAddressIsRefusedAndNotRepeated() {
    assertThat(read("rollcall.store { kind = postgres, postgres.url = \"" + WITH_PASSWORD + "\" }"))
        .isNotNull();
    assertThat(reader.faults())
        .singleElement()
        .asString()
        .contains("rollcall.store.postgres.url", "own keys")
        .doesNotContain("hush");
  }

  @Test
  void faultsNameKeyValueAndRange() {
    assertThat(read("rollcall.store { kind = postgres, postgres.url = \"mysql://db\" }"))
        .isNotNull();
    assertThat(reader.faults())
        .containsExactly(
            "rollcall.store.postgres.url = mysql://db: must be like"
                + " jdbc:postgresql://host:5432/database");
    assertThat(read("rollcall.store.kind = oracle")).isEqualTo(StoreSettings.sqlite(DATA));
    assertThat(reader.faults())
        .containsExactly("rollcall.store.kind = oracle: must be one of postgres, sqlite");
  }
}
