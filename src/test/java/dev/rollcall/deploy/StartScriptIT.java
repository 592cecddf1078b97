package dev.rollcall.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartScriptIT {
  private static final Path SCRIPT = Path.of("deploy/bin/rollcall").toAbsolutePath();
  private static final int STATUS = 7;

  @TempDir private Path directory;

  private Path installed;
  private Path cache;

  @BeforeEach
  void install() throws IOException {
    Path root = Files.createDirectories(directory.resolve("some where"));
    installed = root.resolve("bin/rollcall");
    Files.createDirectories(installed.getParent());
    Files.copy(SCRIPT, installed);
    Path jar = root.resolve("lib/rollcall/rollcall.jar");
    Files.createDirectories(jar.getParent());
    writeJar(jar);
    cache = directory.resolve("ca che");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash"})
  void becomesJavaAndPassesArgumentsUnchanged(String shell) throws Exception {
    Tool.require(shell);
    Tool.Outcome outcome = run(Map.of(), List.of(shell), "x", "two words", "*", "", "'q'\\");
    assertThat(outcome.status()).isEqualTo(STATUS);
    assertThat(outcome.output().lines())
        .containsExactly(
            "pid " + outcome.pid(),
            "property none",
            "argument <x>",
            "argument <two words>",
            "argument <*>",
            "argument <>",
            "argument <'q'\\>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "dash", "bash"})
  void findsTheJarThroughLinks(String shell) throws Exception {
    Tool.require(shell);
    Path near = Files.createSymbolicLink(installed.resolveSibling("near"), Path.of("rollcall"));
    Path far = Files.createSymbolicLink(directory.resolve("far"), near);
    Tool.Outcome outcome =
        Tool.run(directory, environment(Map.of()), List.of(shell, far.toString()));
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(STATUS);
  }

  @Test
  void findsTheJarOfACheckout() throws Exception {
    Path checkout = directory.resolve("checkout");
    Path script = checkout.resolve("deploy/bin/rollcall");
    Files.createDirectories(script.getParent());
    Files.copy(SCRIPT, script);
    Files.createDirectories(checkout.resolve("target"));
    writeJar(checkout.resolve("target/rollcall.jar"));
    Tool.Outcome outcome =
        Tool.run(checkout, environment(Map.of()), List.of("sh", "deploy/bin/rollcall"));
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(STATUS);
  }

  @Test
  void splitsOptionsForJavaAtBlanksAndKeepsItsVariablesToItself() throws Exception {
    Tool.Outcome outcome =
        run(Map.of("ROLLCALL_JAVA_OPTS", "-Xmx64m  -Dstand.in=*"), List.of("sh"));
    assertThat(outcome.output().lines()).containsExactly("pid " + outcome.pid(), "property *");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    Tool.Outcome outcome = run(Map.of("ROLLCALL_JAR", "/no/such.jar"), List.of("sh"));
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.output())
        .isEqualTo("rollcall: /no/such.jar does not exist (ROLLCALL_JAR)\n");
  }

  @Test
  void keepsAnArchiveOfClassesForTheNextStart() throws Exception {
    Map<String, String> cached = Map.of("ROLLCALL_CACHE_DIR", cache.toString());
    Tool.Outcome first = run(cached, List.of("sh"), "serve");
    List<Path> archives = archives();
    Tool.Outcome second = run(cached, List.of("sh"), "serve");

    assertThat(first.status()).as(first.output()).isEqualTo(STATUS);
    assertThat(archives).hasSize(1);
    assertThat(second.status()).as(second.output()).isEqualTo(STATUS);
    assertThat(archives()).isEqualTo(archives);
    // Java's remarks on archives would stand among these.
    assertThat(first.output().lines()).hasSize(3);
    assertThat(second.output().lines()).hasSize(3);
  }

  @Test
  void startsWithADamagedArchive() throws Exception {
    Map<String, String> cached = Map.of("ROLLCALL_CACHE_DIR", cache.toString());
    run(cached, List.of("sh"), "serve");
    for (Path archive : archives()) {
      assertThat(archive.toFile().setWritable(true)).isTrue();
      Files.write(archive, new byte[100_000]);
    }
    Tool.Outcome outcome = run(cached, List.of("sh"), "serve");
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(STATUS);
  }

  @Test
  void startsWhereNoArchiveCanBeKept() throws Exception {
    Files.writeString(cache, "not a directory");
    Tool.Outcome outcome =
        run(Map.of("ROLLCALL_CACHE_DIR", cache.toString()), List.of("sh"), "serve");
    assertThat(outcome.status()).isEqualTo(STATUS);
    assertThat(outcome.output().lines()).hasSize(3);
  }

  @Test
  void scriptsAreWithoutFaultsThatShellcheckKnows() throws Exception {
    Tool.require("shellcheck");
    Tool.Outcome outcome =
        Tool.run(
            Path.of("").toAbsolutePath(),
            Map.of(),
            List.of(
                "shellcheck",
                "-x",
                "deploy/bin/rollcall",
                "deploy/bin/start-relay-clients",
                "deploy/bin/stop-relay-clients",
                "deploy/bin/relay-clients.sh",
                ".ci/run",
                ".ci/install"));
    assertThat(outcome.output()).isEmpty();
  }

  private Tool.Outcome run(Map<String, String> more, List<String> shell, String... args)
      throws Exception {
    List<String> command = new ArrayList<>(shell);
    command.add(installed.toString());
    command.addAll(List.of(args));
    return Tool.run(directory, environment(more), command);
  }

  private static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("ROLLCALL_CACHE_DIR", "off");
    environment.putAll(more);
    return environment;
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
    String entry = StandIn.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream code =
            Objects.requireNonNull(StandIn.class.getClassLoader().getResourceAsStream(entry))) {
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
    }
  }
}
