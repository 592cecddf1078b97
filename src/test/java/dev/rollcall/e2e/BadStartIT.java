package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an administrator gets to read when something is wrong at the start. */
class BadStartIT {
  private static final Path JAVA = Path.of(System.getProperty("java.home"));

  @TempDir Path directory;

  private RollcallProcess.Result serve(String... settings) throws Exception {
    return RollcallProcess.run(JAVA, directory, arguments(settings));
  }

  private static String[] arguments(String... settings) {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(RollcallProcess.FREE_PORTS);
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    return arguments.toArray(String[]::new);
  }

  private static void assertOneClearLine(RollcallProcess.Result result, String... parts) {
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err().lines()).as(result.err()).hasSize(1);
    assertThat(result.err()).contains(parts).doesNotContain("Exception", "\tat ");
    assertThat(result.out()).noneMatch(line -> line.startsWith("ready"));
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        Arguments.of("sets.names.source=none.txt", "rollcall.sets.names.source = none.txt"),
        Arguments.of("sets.names.source=folder", "rollcall.sets.names.source = folder"),
        Arguments.of("sets.names.partitions=3", "rollcall.sets.names.partitions = 3"),
        Arguments.of("sets.names.shrink-max=half", "rollcall.sets.names.shrink-max = half"),
        Arguments.of("listeners.lookup.port=70000", "rollcall.listeners.lookup.port = 70000"),
        Arguments.of(
            "listeners.lookup.protocol=gopher", "rollcall.listeners.lookup.protocol = gopher"),
        Arguments.of(
            "listeners.lookup.interface=no.such.host.invalid",
            "rollcall.listeners.lookup.interface = no.such.host.invalid"),
        Arguments.of("listeners.lookup.set=other", "rollcall.listeners.lookup.set = other"),
        Arguments.of("data-dir=file", "rollcall.data-dir = "),
        Arguments.of("data-dri=x", "the nearest known one is rollcall.data-dir"));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void namesKeyAndValue(String setting, String expected) throws Exception {
    Files.createDirectory(directory.resolve("folder"));
    Files.createFile(directory.resolve("file"));
    assertOneClearLine(serve(setting), expected);
  }

  @Test
  void namesThePortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "listeners.lookup.port=" + taken.getLocalPort();
      assertOneClearLine(
          serve(port), "rollcall.listeners.lookup.port = " + taken.getLocalPort(), "in use");
    }
  }

  @Test
  void namesThePartitionsThatCannotChange() throws Exception {
    Files.writeString(directory.resolve("list"), "a\n");
    assertAnswers("list", "a\n", "STRING EXISTS");
    assertOneClearLine(
        serve("sets.names.source=list", "data-dir=data-list", "sets.names.partitions=16"),
        "partitions = 64",
        "cannot become 16");
  }

  @Test
  void namesTheStoreThatIsNoDatabase() throws Exception {
    Files.createDirectories(directory.resolve("data/store"));
    Files.writeString(directory.resolve("data/store/rollcall.db"), "no database ".repeat(1000));
    assertOneClearLine(
        serve("data-dir=data"), "rollcall.data-dir", "rollcall.db", "not a database");
  }

  @Test
  void namesTheCertificateThatIsNone() throws Exception {
    Files.writeString(directory.resolve("bad.crt"), "not a certificate");
    Files.writeString(directory.resolve("bad.key"), "not a key");
    assertOneClearLine(
        serve("tls.certificate=bad.crt", "tls.key=bad.key"), "rollcall.tls.certificate", "bad.crt");
  }

  @Test
  void namesTheKeyOfAnotherCertificate() throws Exception {
    RollcallProcess.run(JAVA, directory, "certs", "one");
    RollcallProcess.run(JAVA, directory, "certs", "two");
    assertOneClearLine(
        serve("tls.certificate=one/server.crt", "tls.key=two/server.key"), "rollcall.tls.key");
  }

  @Test
  void servesAnEmptyListAndABinaryOne() throws Exception {
    Files.createFile(directory.resolve("empty.txt"));
    byte[] binary = new byte[100_000];
    new java.util.Random(1).nextBytes(binary);
    Files.write(directory.resolve("binary"), binary);
    assertAnswers("empty.txt", "\n", "STRING NOT FOUND");
    assertAnswers("binary", "\n", lineIsEmpty(binary) ? "STRING EXISTS" : "STRING NOT FOUND");
  }

  private static boolean lineIsEmpty(byte[] bytes) {
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
        return true;
      }
    }
    return bytes[0] == '\n';
  }

  private void assertAnswers(String source, String query, String answer)
      throws IOException, Exception {
    try (RollcallProcess server =
        RollcallProcess.start(
            JAVA,
            directory,
            arguments(
                "sets.names.source=" + source,
                "data-dir=data-" + source,
                "sets.names.shrink-max=100%",
                "listeners.lookup.tls.enabled=off"))) {
      try (Wire wire = Wire.tcp(server.port("lookup"))) {
        assertThat(wire.send(query).line()).isEqualTo(answer);
      }
    }
  }

  @Test
  void checkNamesEveryFault() throws Exception {
    Files.writeString(
        directory.resolve("bad.conf"),
        "rollcall { drain-timeout = soon, sets.names.partitions = 5, limits.handshakes = 0 }");
    RollcallProcess.Result result = RollcallProcess.run(JAVA, directory, "check", "-c", "bad.conf");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains(
            "rollcall.drain-timeout = soon",
            "rollcall.sets.names.partitions = 5",
            "rollcall.limits.handshakes = 0");
  }

  @Test
  void checkAcceptsTheDefaultsWithoutTouchingAnything() throws Exception {
    RollcallProcess.Result result = RollcallProcess.run(JAVA, directory, "check");
    assertThat(result.status()).isZero();
    assertThat(directory).isEmptyDirectory();
  }
}
