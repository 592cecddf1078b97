package dev.rollcall.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A server with a list of ten thousand lines behind three listeners: lookup over TLS, lookup in the
 * clear, and echo.
 */
record ServedList(RollcallProcess server, Path directory, SSLContext trust)
    implements AutoCloseable {

  static ServedList start(Path javaHome, Path directory) throws Exception {
    List<String> lines = new ArrayList<>(List.of("alpha", "beta", "with space", "", "naïve"));
    for (int i = 0; i < 10_000; i++) {
      lines.add("line-" + i);
    }
    Files.write(directory.resolve("list.txt"), lines);
    Files.writeString(
        directory.resolve("rollcall.conf"),
        """
        rollcall {
          listeners {
            lookup { port = 0 }
            plain { protocol = lookup, port = 0, set = names }
            echo { protocol = echo, port = 0 }
          }
          sets.names.source = list.txt
        }
        """);
    RollcallProcess server = startAgain(javaHome, directory);
    return new ServedList(
        server, directory, Wire.trusting(directory.resolve("data").resolve("certs/ca.crt")));
  }

  /** Starts a server on a directory that one was started on before. */
  static RollcallProcess startAgain(Path javaHome, Path directory) throws Exception {
    RollcallProcess server =
        RollcallProcess.start(javaHome, directory, "serve", "-c", "rollcall.conf");
    server.awaitLine("ready");
    return server;
  }

  Path list() {
    return directory.resolve("list.txt");
  }

  Wire tls() throws Exception {
    return Wire.tls(trust, server.port("lookup"));
  }

  Wire plain() throws Exception {
    return Wire.tcp(server.port("plain"));
  }

  @Override
  public void close() {
    server.close();
  }
}
