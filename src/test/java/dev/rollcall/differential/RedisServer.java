package dev.rollcall.differential;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A redis-server of this machine on a socket in a directory of its own; keeps nothing. */
final class RedisServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Path socket;

  private RedisServer(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  static boolean installed() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v redis-server")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  static RedisServer start(Path directory, String... options) throws IOException {
    Path home = Files.createTempDirectory(directory, "redis");
    Path socket = home.resolve("socket");
    List<String> command = new ArrayList<>(List.of("redis-server", "--port", "0"));
    command.addAll(
        List.of("--unixsocket", socket.toString(), "--save", "", "--dir", home.toString()));
    // However long its messages are, a stream's parts are of a hundred of them.
    command.addAll(List.of("--stream-node-max-bytes", "0"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectOutput(home.resolve("log").toFile()).start();
    Awaitility.await().atMost(LIMIT).until(() -> Files.exists(socket) || !process.isAlive());
    return new RedisServer(process, socket);
  }

  SocketAddress address() {
    return UnixDomainSocketAddress.of(socket);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
