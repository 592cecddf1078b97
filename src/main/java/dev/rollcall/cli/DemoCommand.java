package dev.rollcall.cli;

import com.typesafe.config.Config;
import dev.rollcall.app.Configuration;
import dev.rollcall.app.Server;
import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.client.LookupClient;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rollcall demo}: a server on its defaults that asks itself and says what to try next. */
@Command(
    mixinStandardHelpOptions = true,
    name = "demo",
    description = {
      "Starts a server on built-in defaults, asks it a few things over TLS and shows the answers.",
      "Serves on until Ctrl-C. Takes a free port and a directory of its own where the usual ones are"
          + " taken."
    })
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  private static final String DATA = "data";

  @Option(names = "--once", description = "End after the answers.")
  private boolean once;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Config config = freeDefaults();
    RunningServer running = RunningServer.of(Server.start(config));
    running.announce(console);
    Path data = Path.of(config.getString("rollcall.data-dir"));
    int lookup = port(running, "lookup");
    ask(lookup, data);
    suggest(lookup, port(running, "http"), data);
    if (once) {
      running.stop();
    } else {
      console.line("");
      console.line("Serving until Ctrl-C.");
    }
    return running.awaitStop();
  }

  private static int port(RunningServer running, String listener) {
    return running.listening().stream()
        .filter(listening -> listening.name().equals(listener))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  /** The defaults, but with what another server already has replaced. */
  private static Config freeDefaults() throws IOException {
    List<String> settings = new ArrayList<>();
    Config defaults = Configuration.load(Optional.empty(), settings, Map.of());
    for (String listener : defaults.getObject("rollcall.listeners").keySet()) {
      if (!free(defaults.getInt("rollcall.listeners." + listener + ".port"))) {
        settings.add("listeners." + listener + ".port=0");
      }
    }
    if (Server.runningOn(Path.of(DATA))) {
      settings.add("data-dir=" + temporaryDirectory());
    }
    return Configuration.load(Optional.empty(), settings, Map.of());
  }

  /** Is gone with the process: a demonstration should leave nothing behind in strange places. */
  private static Path temporaryDirectory() throws IOException {
    Path directory = Files.createTempDirectory("rollcall-demo");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
    return directory;
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // The system's temporary directory is cleaned by the system, too.
    }
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void ask(int port, Path data) throws IOException {
    List<String> questions = new ArrayList<>();
    try (var lines = Files.lines(data.resolve("sample").resolve("200k.txt"))) {
      lines.limit(2).forEach(questions::add);
    }
    String known = questions.get(0);
    questions.add(known.substring(0, known.length() - 1));
    questions.add("hello");
    ConnectionOptions options =
        ConnectionOptions.defaults()
            .at(ConnectionOptions.DEFAULT_HOST, port)
            .trusting(data.resolve("certs").resolve("ca.crt"));
    console.line("Asking over TLS, of a sample list of 200,000 lines:");
    try (LookupClient client = LookupClient.create(options, 1)) {
      for (String question : questions) {
        String answer = client.contains(question) ? "STRING EXISTS" : "STRING NOT FOUND";
        console.line("  %-30s %s".formatted(question, answer));
      }
    }
  }

  private void suggest(int port, int http, Path data) throws IOException {
    String jar = System.getProperty("java.class.path");
    Path authority = data.resolve("certs").resolve("ca.crt");
    console.line("");
    console.line("Try next, in another terminal in this directory:");
    console.line("  java -jar %s lookup --port %d --ca %s 'hello'".formatted(jar, port, authority));
    console.line(
        "  head -n 1000 %s | java -jar %s lookup --port %d --ca %s -"
            .formatted(data.resolve("sample").resolve("200k.txt"), jar, port, authority));
    console.line(
        "  printf 'a\\nb\\n' | openssl s_client -quiet -connect 127.0.0.1:%d -CAfile %s"
            .formatted(port, authority));
    console.line("  curl http://127.0.0.1:%d/api/sets/names/hello".formatted(http));
    console.line("  in a browser: http://127.0.0.1:%d/dashboard".formatted(http));
    console.line("  your own list:");
    console.line(
        "  java -jar %s serve --set sets.names.source=LIST.txt --set data-dir=mydata"
            .formatted(jar));
  }
}
