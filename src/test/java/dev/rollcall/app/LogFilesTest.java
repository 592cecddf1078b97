package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the built-in log, in a context of their own. */
class LogFilesTest {
  private static final Path BUILT_IN = Path.of("src/main/resources/logback.xml");

  @TempDir private Path directory;

  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configureTheConsole() throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(BUILT_IN.toFile());
    // The build's own output is not what is tested.
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender("console");
    context.getLogger("rollcall.relay").detachAppender("relay");
  }

  @Test
  void keepsEverythingInOneFileAndTroubleInAnother() throws IOException {
    try (LogFiles files = LogFiles.in(context, directory)) {
      Logger logger = context.getLogger("dev.rollcall.edge.Connection");
      logger.info("opened");
      logger.warn("first\nsecond");
      context.getLogger("org.apache.pekko.Library").info("chatter");
      assertThat(files).isNotNull();
    }
    String time = "[-0-9]{10} [:0-9]{8}\\.\\d{3} ";
    assertThat(Files.readString(directory.resolve("server.log")).lines())
        .hasSize(2)
        .anyMatch(line -> line.matches(time + "INFO {2}\\[main] Connection opened"))
        .anyMatch(line -> line.matches(time + "WARN {2}\\[main] Connection first\\\\nsecond"));
    assertThat(Files.readAllLines(directory.resolve("errors.log")))
        .singleElement()
        .asString()
        .endsWith("first\\nsecond");
  }

  @Test
  void keepsWhatRelayPrintsOnTheConsoleToo() throws IOException {
    try (LogFiles files = LogFiles.in(context, directory)) {
      context.getLogger("rollcall.relay").info("[relay] 4711: hello");
      assertThat(files).isNotNull();
    }
    assertThat(Files.readString(directory.resolve("server.log"))).endsWith("[relay] 4711: hello\n");
  }

  @Test
  void beginsANewFileWhenOneHasGrownLarge() throws IOException {
    context.putProperty("LOG_FILE_SIZE", "10KB");
    try (LogFiles files = LogFiles.in(context, directory)) {
      Logger logger = context.getLogger("dev.rollcall.edge.Connection");
      for (int i = 0; i < 1_000; i++) {
        logger.info("a line of some length, number {}", i);
      }
      assertThat(files).isNotNull();
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.matches("server\\.[-0-9]{10}\\.0\\.log.*"));
    }
    assertThat(Files.size(directory.resolve("server.log"))).isLessThan(64 << 10);
  }

  @Test
  void writesNothingMoreOnceClosed() throws IOException {
    LogFiles.in(context, directory).close();
    context.getLogger("dev.rollcall.edge.Connection").info("late");
    assertThat(directory.resolve("server.log")).isEmptyFile();
  }

  @Test
  void namesADirectoryThatCannotBeWritten() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> LogFiles.open(Optional.of(file)).close())
        .withMessageStartingWith("rollcall.logs.directory = " + file + ": must be a directory");
    LogFiles.open(Optional.empty()).close();
    assertThat(List.of(directory.toFile().list())).containsExactly("file");
  }
}
