package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients nobody here wrote: openssl and netcat. */
class ForeignClientIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));

  @TempDir Path directory;
  private RollcallProcess server;

  @BeforeEach
  void serve() throws Exception {
    Files.write(directory.resolve("list"), List.of("a", "c"));
    Files.writeString(
        directory.resolve("rollcall.conf"),
        """
        rollcall {
          listeners {
            lookup { port = 0 }
            plain { protocol = lookup, port = 0, set = names }
          }
          sets.names.source = list
        }
        """);
    server = RollcallProcess.start(JAVA, directory, "serve", "-c", "rollcall.conf");
    server.awaitLine("ready");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static boolean installed(String tool) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v " + tool)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** What a shell pipeline prints to standard output within a few seconds. */
  private String sh(String script) throws Exception {
    Path out = directory.resolve("out");
    Process process =
        new ProcessBuilder("sh", "-c", script)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out, UTF_8);
  }

  /** What openssl prints before the first {@code lines} newlines; it is ended then. */
  private List<String> openssl(String texts, int lines, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-quiet"));
    command.addAll(List.of("-verify_return_error", "-CAfile", "data/certs/ca.crt", "-connect"));
    command.add("127.0.0.1:" + server.port("lookup"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      process.getOutputStream().write(texts.getBytes(UTF_8));
      process.getOutputStream().close();
      return CompletableFuture.supplyAsync(() -> out.lines().limit(lines).toList())
          .get(30, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void answersOpensslTimeAfterTime() throws Exception {
    assumeTrue(installed("openssl"), "openssl is not installed");
    // The client's first bytes race with the end of its handshake.
    for (int i = 0; i < 40; i++) {
      assertThat(openssl("a\nb\n", 2)).containsExactly("STRING EXISTS", "STRING NOT FOUND");
    }
  }

  @Test
  void answersTlsFromOneDotTwoOn() throws Exception {
    assumeTrue(installed("openssl"), "openssl is not installed");
    assertThat(openssl("a\n", 1, "-tls1_2")).containsExactly("STRING EXISTS");
    assertThat(openssl("a\n", 1, "-tls1_1")).isEmpty();
  }

  @Test
  void answersNetcatThatClosesItsSide() throws Exception {
    assumeTrue(installed("nc"), "nc is not installed");
    assertThat(sh("printf 'a\\nb\\nc' | timeout 20 nc -N 127.0.0.1 " + server.port("plain")))
        .isEqualTo("STRING EXISTS\nSTRING NOT FOUND\nSTRING EXISTS\n");
  }

  @Test
  void turnsAwayABrowser() throws Exception {
    assumeTrue(installed("curl"), "curl is not installed");
    assertThat(sh("timeout 20 curl -s http://127.0.0.1:" + server.port("plain") + "/ ; echo $?"))
        .isEqualTo("52\n");
  }
}
