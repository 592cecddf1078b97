package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that Redis clients can talk to, plainly and over TLS, and the programs that do. */
final class RespServer implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Path directory;
  private final RollcallProcess process;

  RespServer(Path directory) throws IOException {
    this.directory = directory;
    Files.writeString(
        directory.resolve("rollcall.conf"),
        """
        rollcall.listeners {
          plain { protocol = resp, port = 0 }
          secure { protocol = resp, port = 0, tls.enabled = on }
        }
        """);
    process =
        RollcallProcess.start(
            Path.of(System.getProperty("java.home")), directory, "serve", "-c", "rollcall.conf");
  }

  int port() throws InterruptedException {
    return process.port("plain");
  }

  int securePort() throws InterruptedException {
    return process.port("secure");
  }

  /** The certificate that the secure listener's was signed with. */
  Path authority() {
    return directory.resolve("data/certs/ca.crt");
  }

  /** What a program printed on both outputs, and how it ended. */
  record Outcome(int status, String output) {}

  /** Runs a program to its end with this on its input; skips the test where it is missing. */
  Outcome run(String input, List<String> command) throws Exception {
    assumeTrue(installed(command.get(0)), command.get(0) + " is not installed");
    Path in = Files.writeString(Files.createTempFile(directory, "in", ""), input, UTF_8);
    Path out = Files.createTempFile(directory, "out", "");
    Process program =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    if (!program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      program.destroyForcibly();
      throw new AssertionError(command + " does not end:\n" + Files.readString(out, UTF_8));
    }
    return new Outcome(program.exitValue(), Files.readString(out, UTF_8));
  }

  private static boolean installed(String program) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Override
  public void close() {
    process.close();
  }
}
