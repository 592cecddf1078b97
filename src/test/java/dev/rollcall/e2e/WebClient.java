package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A follower over HTTP that somebody else wrote. */
enum WebClient {
  /** The npm package {@code ws}, fetched once. */
  NODE("npm") {
    @Override
    List<String> command(int port, String topic, String from) throws Exception {
      Path ws = Modules.WS.resolve("node_modules/ws").toAbsolutePath();
      String script = resource("follow.js");
      return List.of("node", script, ws.toString(), socketUrl(port, topic, from));
    }

    @Override
    void prepare() throws Exception {
      Modules.fetch();
    }
  },

  /** Debian's package {@code python3-websockets}. */
  PYTHON("/usr/bin/python3") {
    @Override
    List<String> command(int port, String topic, String from) throws Exception {
      return List.of("/usr/bin/python3", resource("follow.py"), socketUrl(port, topic, from));
    }

    @Override
    boolean installed() throws Exception {
      return super.installed() && run("/usr/bin/python3", "-c", "import websockets") == 0;
    }
  },

  /** curl, for server-sent events. */
  CURL("curl") {
    @Override
    List<String> command(int port, String topic, String from) {
      String url = "http://127.0.0.1:" + port + "/api/topics/" + topic + "/follow";
      return List.of("curl", "-sN", "-H", "Last-Event-ID: " + from, url);
    }
  };

  private static final long FETCH_SECONDS = 120;

  private final String tool;

  WebClient(String tool) {
    this.tool = tool;
  }

  /** The program and its arguments. */
  abstract List<String> command(int port, String topic, String from) throws Exception;

  /** Whether it can be run here. */
  boolean installed() throws Exception {
    return run("sh", "-c", "command -v " + tool) == 0;
  }

  /** Makes it ready to be run. */
  void prepare() throws Exception {}

  /** Starts to follow what comes after an ID. */
  Running follow(int port, String topic, String from) throws Exception {
    Process process =
        new ProcessBuilder(command(port, topic, from))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Running(
        process, new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)));
  }

  /** A client that follows; closing it ends it. */
  record Running(Process process, BufferedReader out) implements AutoCloseable {
    /** What it prints next; null when it has ended. */
    @Nullable String line() throws IOException {
      return out.readLine();
    }

    /** The next message's JSON, whatever is printed before it; null when it has ended. */
    @Nullable String message() throws IOException {
      for (String line = line(); line != null; line = line()) {
        int json = line.indexOf("{\"id\":");
        if (json == 0 || line.startsWith("data: ")) {
          return line.substring(json);
        }
      }
      return null;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static String socketUrl(int port, String topic, String from) {
    return "ws://127.0.0.1:" + port + "/ws/topics/" + topic + "?from=" + from;
  }

  private static String resource(String name) throws Exception {
    return Path.of(WebClient.class.getResource(name).toURI()).toString();
  }

  private static int run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(FETCH_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(String.join(" ", command) + " takes too long");
    }
    return process.exitValue();
  }

  /** Packages of npm, kept below {@code target}. */
  private static final class Modules {
    static final Path WS = Path.of("target", "npm-ws");

    static synchronized void fetch() throws Exception {
      if (!new File(WS.toFile(), "node_modules/ws/package.json").exists()) {
        Files.createDirectories(WS);
        int status =
            run(
                "npm",
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--prefix",
                WS.toString(),
                "ws@8");
        if (status != 0) {
          throw new AssertionError("npm cannot fetch ws: " + status);
        }
      }
    }
  }
}
