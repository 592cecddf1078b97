package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path parent;

  @Test
  void makesTheDirectory() throws IOException {
    try (DataDirectory taken = DataDirectory.take(parent.resolve("a/b"))) {
      assertThat(taken.path()).isDirectory();
    }
  }

  @Test
  void refusesASecondServerAndSaysWhoHasIt() throws IOException {
    try (DataDirectory taken = DataDirectory.take(parent)) {
      assertThatThrownBy(() -> DataDirectory.take(taken.path()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("rollcall.data-dir = " + parent)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " since ");
    }
  }

  @Test
  void canBeTakenAgainOnceGivenBack() throws IOException {
    DataDirectory.take(parent).close();

    try (DataDirectory again = DataDirectory.take(parent)) {
      assertThat(again.path()).isEqualTo(parent);
    }
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.take(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("rollcall.data-dir = " + file);
  }
}
