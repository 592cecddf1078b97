package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How a server ends, and what is left for the next one. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.rollcall.e2e.RollcallProcess#javaHomes")
class StopIT {
  @Parameter Path javaHome = Path.of("");

  @TempDir Path directory;
  private ServedList served;

  @BeforeEach
  void serve() throws Exception {
    served = ServedList.start(javaHome, directory);
  }

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void endsWithZeroOnTerminationAndOnInterrupt() throws Exception {
    served.server().terminate();
    assertThat(served.server().awaitEnd().status()).isZero();
    RollcallProcess second = ServedList.startAgain(javaHome, directory);
    second.signal("INT");
    assertThat(second.awaitEnd().status()).isZero();
  }

  @Test
  void answersWhatWasReceivedBeforeItStops() throws Exception {
    try (Wire wire = served.plain()) {
      assertThat(wire.send("alpha\n").line()).isEqualTo("STRING EXISTS");
      wire.send("beta\n");
      served.server().terminate();
      assertThat(wire.rest()).startsWith("STRING EXISTS\n");
    }
    assertThat(served.server().awaitEnd().status()).isZero();
  }

  @Test
  void servesAgainAfterAKill() throws Exception {
    served.server().kill();
    try (RollcallProcess second = ServedList.startAgain(javaHome, directory)) {
      try (Wire wire = Wire.tcp(second.port("plain"))) {
        assertThat(wire.send("alpha\n").line()).isEqualTo("STRING EXISTS");
      }
    }
  }

  @Test
  void refusesASecondServerOnTheSameData() throws Exception {
    RollcallProcess.Result second =
        RollcallProcess.run(javaHome, directory, "serve", "-c", "rollcall.conf");
    assertThat(second.status()).isEqualTo(2);
    assertThat(second.err()).contains("rollcall.data-dir", "process " + served.server().pid());
  }
}
