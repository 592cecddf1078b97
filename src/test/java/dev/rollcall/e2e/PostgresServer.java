package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real PostgreSQL that syncs as one in earnest does, and that can be killed and started again on
 * its data.
 */
final class PostgresServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path directory;
  private final EmbeddedPostgres postgres;
  private final List<String> command;

  private PostgresServer(Path directory, EmbeddedPostgres postgres) throws IOException {
    this.directory = directory;
    this.postgres = postgres;
    this.command = command(pid());
  }

  /** Starts one on new data in this directory. */
  static PostgresServer start(Path directory) throws IOException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("data"))
            .setOverrideWorkingDirectory(Path.of("target", "postgres").toFile())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setPGStartupWait(LIMIT)
            .start();
    return new PostgresServer(directory, postgres);
  }

  /** What a server that keeps its log here has to be told. */
  List<String> settings() throws IOException {
    Path password = Files.writeString(directory.resolve("password"), "secret\n");
    return List.of(
        "store.kind=postgres",
        "store.postgres.url=jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
        "store.postgres.user=postgres",
        "store.postgres.password-file=" + password);
  }

  /** What a setting of the running server is. */
  String show(String setting) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Kills it; its data stay as they are at that moment. */
  void kill() throws IOException, InterruptedException {
    long pid = pid();
    new ProcessBuilder("kill", "-KILL", Long.toString(pid)).start().waitFor();
    await().atMost(LIMIT).until(() -> ProcessHandle.of(pid).stream().noneMatch(p -> p.isAlive()));
  }

  /** Starts it again, with what it was started with. */
  void startAgain() {
    // What served connections ends soon after; until then the data are taken.
    await().atMost(LIMIT).ignoreExceptions().until(this::answersAfterStart);
  }

  private boolean answersAfterStart() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> !process.isAlive() || show("fsync").equals("on"));
    return process.isAlive();
  }

  private long pid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(directory.resolve("data").resolve("postmaster.pid")).get(0).strip());
  }

  /** The command line of a process, outside of root's rights, with which PostgreSQL never runs. */
  private static List<String> command(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    List<String> command = new ArrayList<>();
    if (Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(Files.readString(process.resolve("cmdline"), UTF_8).split("\0")));
    return command;
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
