package dev.rollcall.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdUnitIT {
  private static final Path UNIT = Path.of("deploy/systemd/rollcall.service").toAbsolutePath();

  /** In tenths; systemd's scale goes from 0 to 100. */
  private static final String EXPOSURE_MAX = "15";

  @TempDir private Path directory;

  @BeforeEach
  void needsSystemd() {
    Tool.require("systemd-analyze");
  }

  @Test
  void isUnderstoodByThisSystemd() throws Exception {
    Tool.Outcome outcome = verify(UNIT);
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  @Test
  void misspeltKeyWouldBeNoticed() throws Exception {
    Path misspelt = directory.resolve("rollcall.service");
    Files.writeString(misspelt, Files.readString(UNIT).replace("ProtectHome=", "ProtectHomes="));
    assertThat(verify(misspelt).status()).isNotZero();
  }

  @Test
  void leavesTheServiceNextToNoRights() throws Exception {
    Tool.Outcome outcome =
        Tool.run(
            directory,
            Map.of(),
            List.of(
                "systemd-analyze",
                "security",
                "--no-pager",
                "--offline=yes",
                "--threshold=" + EXPOSURE_MAX,
                UNIT.toString()));
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  private Tool.Outcome verify(Path unit) throws Exception {
    return Tool.run(
        directory,
        Map.of(),
        List.of("systemd-analyze", "verify", "--recursive-errors=yes", unit.toString()));
  }
}
