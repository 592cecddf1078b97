package dev.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A directory with the checkout's {@code conf}, in which recipes run with {@code rollcall} on their
 * PATH.
 *
 * <p>The one liberty taken: the default ports 44445, 6380 and 8080 are free ones, so that nothing
 * on the machine is in the way. It is replaced in the recipe's text, given to the server by the
 * environment, and added to clients' commands. Not thread-safe.
 */
final class Kitchen implements AutoCloseable {
  private static final String PORT = "44445";
  private static final String RESP_PORT = "6380";
  private static final String HTTP_PORT = "8080";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Path checkout = Path.of("").toAbsolutePath();
  private final Path directory;
  private final int port;
  private final int respPort;
  private final int httpPort;
  private final List<Started> running = new ArrayList<>();

  Kitchen(Path directory) throws IOException {
    this.directory = directory;
    this.port = freePort();
    this.respPort = freePort();
    this.httpPort = freePort();
    Path conf = Files.createDirectory(directory.resolve("conf"));
    for (String file : List.of("rollcall.conf", "logback.xml")) {
      Files.copy(checkout.resolve("conf").resolve(file), conf.resolve(file));
    }
    Path bin = Files.createDirectory(directory.resolve(".bin"));
    Path shim = Files.writeString(bin.resolve("rollcall"), shim());
    Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A process, and the files with what it printed. */
  private record Started(Process process, Path output, Path errors) {
    String text() {
      return read(output);
    }

    String everything() {
      return read(output) + read(errors);
    }

    private static String read(Path file) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Runs a recipe to its end and holds it to its exit status and its output. */
  void run(Recipe recipe) throws IOException, InterruptedException {
    Started started = start(recipe);
    try {
      assertThat(started.process().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .as("%s ends within %s; so far:%n%s", recipe.name(), LIMIT, started.everything())
          .isTrue();
      String output = started.text();
      assertThat(started.process().exitValue()).as(started::everything).isEqualTo(recipe.exit());
      assertThat(recipe.missingIn(output)).as(started::everything).isEmpty();
    } finally {
      end(started);
    }
  }

  /** Starts a server's recipe and waits for its line {@code ready}. */
  void serve(Recipe recipe) throws IOException {
    Started started = start(recipe);
    running.add(started);
    Awaitility.await()
        .atMost(LIMIT)
        .failFast(() -> assertThat(started.process().isAlive()).as(started::everything).isTrue())
        .until(() -> started.text().lines().anyMatch("ready"::equals));
    assertThat(recipe.missingIn(started.text())).as(started::everything).isEmpty();
  }

  /** Ends the servers as a service manager does, and holds them to their exit status. */
  void stop() throws InterruptedException {
    for (Started server : running) {
      // Some shells become their last command: then the server is the process itself.
      List<ProcessHandle> children = server.process().descendants().toList();
      if (children.isEmpty()) {
        server.process().destroy();
      }
      children.forEach(ProcessHandle::destroy);
      assertThat(server.process().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .as(server::everything)
          .isTrue();
      assertThat(server.process().exitValue()).as(server::everything).isZero();
    }
    running.clear();
  }

  @Override
  public void close() {
    running.forEach(Kitchen::end);
  }

  private static void end(Started started) {
    started.process().descendants().forEach(ProcessHandle::destroyForcibly);
    started.process().destroyForcibly();
  }

  private Started start(Recipe recipe) throws IOException {
    Path output = directory.resolve("." + recipe.name() + ".out");
    Path errors = directory.resolve("." + recipe.name() + ".err");
    String script =
        recipe
            .script()
            .replace(PORT, String.valueOf(port))
            .replace(RESP_PORT, String.valueOf(respPort))
            .replace(HTTP_PORT, String.valueOf(httpPort));
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-e", "-c", script)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().compute("PATH", (name, path) -> directory.resolve(".bin") + ":" + path);
    builder.environment().put("ROLLCALL_LISTENERS_LOOKUP_PORT", String.valueOf(port));
    builder.environment().put("ROLLCALL_LISTENERS_RESP_PORT", String.valueOf(respPort));
    builder.environment().put("ROLLCALL_LISTENERS_HTTP_PORT", String.valueOf(httpPort));
    builder.environment().put("SERVER_PORT", String.valueOf(httpPort));
    // They live for seconds: the second compiler takes from them more than it gives.
    builder.environment().put("ROLLCALL_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    // Nothing is left in the home of whoever runs the tests.
    builder.environment().put("ROLLCALL_CACHE_DIR", "off");
    return new Started(builder.start(), output, errors);
  }

  private String shim() {
    return """
        #!/bin/sh
        real=%2$s/deploy/bin/rollcall
        case "$*" in *--port*) exec "$real" "$@" ;; esac
        case ${1:-} in
          lookup) shift; exec "$real" lookup --port %1$d "$@" ;;
          bench) [ "$2" != lookup ] || { shift 2; exec "$real" bench lookup --port %1$d "$@"; } ;;
        esac
        exec "$real" "$@"
        """
        .formatted(port, quoted(checkout.toString()));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
