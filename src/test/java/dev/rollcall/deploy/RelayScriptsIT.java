package dev.rollcall.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts around a stand-in that tells its arguments and then stays. */
class RelayScriptsIT {
  private static final Path SCRIPTS = Path.of("deploy/bin").toAbsolutePath();
  private static final String STAND_IN = "#!/bin/sh\nprintf '<%s>\\n' \"$@\"\nexec sleep 300\n";

  @TempDir private Path directory;

  private Path scripts;
  private Path state;

  @BeforeEach
  void install() throws IOException {
    scripts = Files.createDirectories(directory.resolve("some where"));
    state = directory.resolve("st ate");
    for (String name : List.of("start-relay-clients", "stop-relay-clients", "relay-clients.sh")) {
      Files.copy(SCRIPTS.resolve(name), scripts.resolve(name));
    }
    Files.writeString(scripts.resolve("rollcall"), STAND_IN);
  }

  @AfterEach
  void endWhatIsLeft() throws IOException {
    clients().forEach(ProcessHandle::destroyForcibly);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash"})
  void startsSeveralAndEndsExactlyThose(String shell) throws Exception {
    Tool.require(shell);
    Process bystander = new ProcessBuilder("sleep", "300").start();
    try {
      Tool.Outcome started = run(shell, "start-relay-clients", "3", "7001", "--text", "two words");
      assertThat(started.status()).as(started.output()).isZero();
      assertThat(started.output().lines())
          .hasSize(3)
          .allMatch(line -> line.matches("client\\(\\d+\\): started, output in .*\\.log"));
      List<ProcessHandle> clients = clients();
      assertThat(clients).hasSize(3).allMatch(ProcessHandle::isAlive);
      String log = started.output().lines().findFirst().orElseThrow().replaceFirst(".* in ", "");
      await()
          .untilAsserted(
              () ->
                  assertThat(Path.of(log))
                      .hasContent("<relay>\n<--port>\n<7001>\n<--text>\n<two words>\n"));

      Tool.Outcome stopped = run(shell, "stop-relay-clients");
      assertThat(stopped.status()).as(stopped.output()).isZero();
      assertThat(stopped.output().lines())
          .hasSize(3)
          .allMatch(line -> line.matches("client\\(\\d+\\): stopped"));
      assertThat(clients).noneMatch(RelayScriptsIT::isRunning);
      assertThat(state).isEmptyDirectory();
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void leavesAloneWhoHasGotThePidOfAClientSince() throws Exception {
    Process bystander = new ProcessBuilder("sleep", "300").start();
    try {
      // Processes are told apart by when they began, which is known to a hundredth of a second.
      Instant later = Instant.now().plusMillis(100);
      await().until(() -> Instant.now().isAfter(later));
      run("sh", "start-relay-clients", "1");
      Path known = pidFiles().get(0);
      Path reused = state.resolve(bystander.pid() + ".pid");
      Files.copy(known, reused);
      Tool.Outcome stopped = run("sh", "stop-relay-clients");
      assertThat(stopped.status()).as(stopped.output()).isZero();
      assertThat(stopped.output()).contains("client(" + bystander.pid() + "): had ended already");
      assertThat(bystander.isAlive()).isTrue();
      assertThat(state).isEmptyDirectory();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void tellsOfClientsThatHaveEndedByThemselves() throws Exception {
    run("sh", "start-relay-clients", "1");
    List<ProcessHandle> clients = clients();
    clients.get(0).destroy();
    await().until(() -> !isRunning(clients.get(0)));
    Tool.Outcome stopped = run("sh", "stop-relay-clients");
    assertThat(stopped.output()).contains("had ended already");
    assertThat(run("sh", "stop-relay-clients")).matches(o -> o.status() == 0 && isSilent(o));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "x", "1001", "1 port", "1 123456"})
  void refusesWhatIsNoNumber(String arguments) throws Exception {
    Tool.Outcome outcome = run("sh", "start-relay-clients", arguments.split(" "));
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.output()).startsWith("start-relay-clients: ").hasLineCount(1);
    assertThat(state).doesNotExist();
  }

  @Test
  void refusesADirectoryOfOthers() throws Exception {
    Path own = Files.createDirectory(directory.resolve("own"));
    Files.createSymbolicLink(state, own);
    assertThat(run("sh", "start-relay-clients", "1").status()).isEqualTo(2);
    assertThat(run("sh", "stop-relay-clients").status()).isEqualTo(2);
    Files.delete(state);
  }

  private static boolean isSilent(Tool.Outcome outcome) {
    return outcome.output().isEmpty();
  }

  private Tool.Outcome run(String shell, String script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(shell, scripts.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>();
    environment.put("RELAY_CLIENTS_DIR", state.toString());
    return Tool.run(directory, environment, command);
  }

  private List<Path> pidFiles() throws IOException {
    if (!Files.isDirectory(state)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(state)) {
      return files.filter(file -> file.toString().endsWith(".pid")).toList();
    }
  }

  private List<ProcessHandle> clients() throws IOException {
    return pidFiles().stream()
        .map(file -> Long.parseLong(file.getFileName().toString().replace(".pid", "")))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .toList();
  }

  /** A process that has ended counts as alive until somebody waits for it, and here nobody may. */
  private static boolean isRunning(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }
}
