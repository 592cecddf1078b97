package dev.rollcall.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of metrics in the page on operations. */
public final class MetricsTable {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private MetricsTable() {}

  /** One metric as it is described. */
  public record Row(String name, String type, Set<String> labels) {}

  /** All rows. */
  public static List<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("src/site/markdown/operations.md")).stream()
        .filter(line -> line.startsWith("| `rollcall_"))
        .map(line -> line.split("\\|"))
        .map(cells -> new Row(codes(cells[1]).iterator().next(), cells[2].strip(), codes(cells[3])))
        .toList();
  }

  private static Set<String> codes(String cell) {
    return CODE.matcher(cell)
        .results()
        .map(code -> code.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
