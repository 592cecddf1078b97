package dev.rollcall.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The documents of the project, and what can be picked out of one. */
final class Documents {
  private static final Pattern LINK = Pattern.compile("\\]\\((?<to>[^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ +(?<text>.+)$", Pattern.MULTILINE);
  private static final Pattern CODE_BLOCK =
      Pattern.compile("^ *```.*?^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile("(?<![\\w./\"-])rollcall\\.(?<key>[a-z][a-z-]*(?:\\.[a-z-]+)*)");
  private static final Pattern SET = Pattern.compile("--set (?<key>[a-z][a-z.-]*)=");
  private static final Pattern VARIABLE = Pattern.compile("\\bROLLCALL_(?<key>[A-Z_]*[A-Z])\\b");

  /** What follows {@code rollcall.} in the names of files and hosts. */
  private static final Set<String> NOT_KEYS =
      Set.of("jar", "jar.new", "conf", "service", "log", "out", "pid", "example.org");

  /** Variables of the start script. */
  private static final Set<String> NOT_CONFIGURATION = Set.of("JAVA_OPTS", "JAR", "CACHE_DIR");

  private Documents() {}

  static List<Path> all() throws IOException {
    try (Stream<Path> site = Files.list(Path.of("src/site/markdown"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "certs/README.md")
                  .map(Path::of),
              site.filter(file -> file.toString().endsWith(".md")))
          .sorted()
          .toList();
    }
  }

  /** The targets of links to files of the project, with their anchors. */
  static List<String> relativeLinks(String document) {
    return LINK.matcher(CODE_BLOCK.matcher(document).replaceAll(""))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.matches("[a-z]+:.*"))
        .toList();
  }

  /** The anchors that a document's headings make. */
  static Set<String> anchors(String document) {
    return HEADING
        .matcher(CODE_BLOCK.matcher(document).replaceAll(""))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\w\\s-]", "").strip().replaceAll("\\s", "-"))
        .collect(Collectors.toSet());
  }

  /** The configuration keys that a document names, without {@code rollcall.}, in all spellings. */
  static Set<String> keys(String document) {
    Set<String> keys = new TreeSet<>();
    KEY.matcher(document).results().map(Documents::group).forEach(keys::add);
    SET.matcher(document).results().map(Documents::group).forEach(keys::add);
    VARIABLE
        .matcher(document)
        .results()
        .map(Documents::group)
        .filter(name -> !NOT_CONFIGURATION.contains(name))
        .map(name -> name.toLowerCase(Locale.ROOT).replace("__", "-").replace('_', '.'))
        .forEach(keys::add);
    keys.removeAll(NOT_KEYS);
    return keys;
  }

  private static String group(MatchResult match) {
    return match.group(1);
  }
}
