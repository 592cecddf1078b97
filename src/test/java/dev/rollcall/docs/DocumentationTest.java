package dev.rollcall.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import dev.rollcall.app.Configuration;
import dev.rollcall.base.MeterNames;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class DocumentationTest {
  private static final Path MANUAL = Path.of("conf/rollcall.conf");

  @Test
  void everyRelativeLinkResolves() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : Documents.all()) {
      for (String link : Documents.relativeLinks(Files.readString(document))) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
          broken.add(document + ": " + link);
        } else if (parts.length == 2
            && !Documents.anchors(Files.readString(target)).contains(parts[1])) {
          broken.add(document + ": no heading for " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyDocumentIsReachedFromReadme() throws IOException {
    Set<Path> linked =
        Documents.relativeLinks(Files.readString(Path.of("README.md"))).stream()
            .map(link -> Path.of(link.split("#", 2)[0]).normalize())
            .collect(Collectors.toSet());
    assertThat(linked)
        .containsAll(
            Documents.all().stream().filter(path -> !path.equals(Path.of("README.md"))).toList());
  }

  @Test
  void everyKeyThatDocumentsNameExists() throws IOException {
    Config known = defaults();
    Set<String> unknown = new TreeSet<>();
    for (Path document : Documents.all()) {
      Documents.keys(Files.readString(document)).stream()
          .filter(key -> !exists(known, key))
          .forEach(key -> unknown.add(document + ": " + key));
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void keysAreFoundInEverySpelling() {
    String document =
        "`rollcall.limits.handshakes`, dev.rollcall.edge, rollcall.jar, --set drain-timeout=5s,"
            + " ROLLCALL_DATA__DIR=x ROLLCALL_JAVA_OPTS=y";
    assertThat(Documents.keys(document))
        .containsExactly("data-dir", "drain-timeout", "limits.handshakes");
    assertThat(exists(defaults(), "limits.handshake")).isFalse();
    assertThat(exists(defaults(), "listeners.mine.port")).isTrue();
    assertThat(exists(defaults(), "listeners.mine.prot")).isFalse();
  }

  /** The manual says what holds without it, key by key, so that it cannot go stale. */
  @Test
  void manualNamesEveryKeyWithItsDefault() {
    Config manual =
        ConfigFactory.parseFile(
                MANUAL.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
            .resolve(ConfigResolveOptions.defaults())
            .getConfig("rollcall");
    Config effective = Configuration.load(Optional.empty(), List.of(), Map.of());
    Config expected =
        effective
            .getConfig("rollcall")
            .withoutPath("listener-defaults")
            .withoutPath("set-defaults");
    assertThat(manual.root().unwrapped()).isEqualTo(expected.root().unwrapped());
  }

  @Test
  void manualIsValid() {
    Config config = Configuration.load(Optional.of(MANUAL), List.of(), Map.of());
    assertThat(config.getObject("rollcall.listeners").keySet())
        .containsExactlyInAnyOrder("http", "lookup", "message", "relay", "resp", "stamp");
  }

  @Test
  void everyMetricHasItsLine() throws Exception {
    Set<String> described =
        MetricsTable.rows().stream()
            .map(row -> row.name().replaceFirst("(_seconds)?(_total)?$", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(meterNames());
  }

  private static Set<String> meterNames() throws IllegalAccessException {
    Set<String> names = new TreeSet<>();
    for (Field field : MeterNames.class.getFields()) {
      String value = String.valueOf(field.get(null));
      if (value.startsWith("rollcall.")) {
        names.add(value.replace('.', '_'));
      }
    }
    return names;
  }

  @Test
  void everyDependencyHasItsLine() throws Exception {
    String page = Files.readString(Path.of("src/site/markdown/dependencies.md"));
    Set<String> described =
        page.lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`", 3)[1])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(described).isEqualTo(new TreeSet<>(dependencies()));
  }

  private static Config defaults() {
    return Configuration.load(Optional.empty(), List.of(), Map.of()).getConfig("rollcall");
  }

  /** Names of listeners and sets are the administrator's: what is below them is the defaults'. */
  private static boolean exists(Config known, String key) {
    String general =
        key.replaceFirst("^listeners\\.[^.]+", "listener-defaults")
            .replaceFirst("^sets\\.[^.]+", "set-defaults");
    return known.hasPath(general) || Set.of("listener-defaults.port").contains(general);
  }

  private static List<String> dependencies() throws Exception {
    Element project =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getDocumentElement();
    return children(child(project, "dependencies"), "dependency").stream()
        .map(
            dependency ->
                child(dependency, "groupId").getTextContent()
                    + ":"
                    + child(dependency, "artifactId")
                        .getTextContent()
                        .replace("_${scala.binary}", ""))
        .toList();
  }

  private static Element child(Element parent, String name) {
    return children(parent, name).get(0);
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }
}
