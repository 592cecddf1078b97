package dev.rollcall.edge.http.dashboard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A scrape in Prometheus's text format 0.0.4, read strictly: families are whole and described, no
 * sample stands twice, histograms add up.
 *
 * @param families by name, in their order
 */
public record Exposition(Map<String, Family> families) {
  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (NaN|[+-]Inf|[-+.0-9eE]+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
  private static final Set<String> TYPES =
      Set.of("counter", "gauge", "histogram", "summary", "untyped");

  /** All samples of one name. */
  public record Family(String name, String type, List<Sample> samples) {
    /** The names of all labels that samples have. */
    public Set<String> labels() {
      return samples.stream()
          .flatMap(sample -> sample.labels().keySet().stream())
          .filter(label -> !label.equals("le"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** One number. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /** Reads a scrape; fails where it is not as the format wants it. */
  public static Exposition parse(String text) {
    if (!text.endsWith("\n")) {
      throw new AssertionError("does not end in a newline");
    }
    Map<String, Family> families = new LinkedHashMap<>();
    Set<String> described = new HashSet<>();
    Set<Object> seen = new HashSet<>();
    Family current = new Family("", "gauge", List.of());
    for (String line : text.lines().toList()) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches() && comment.group(1).equals("HELP")) {
        check(described.add(comment.group(2)), "described twice", line);
      } else if (comment.matches()) {
        current = new Family(comment.group(2), comment.group(3), new ArrayList<>());
        check(TYPES.contains(current.type()), "no such type", line);
        check(described.contains(current.name()), "not described", line);
        check(families.put(current.name(), current) == null, "typed twice", line);
      } else {
        Sample sample = sample(line);
        check(belongs(sample.name(), current), "outside its family", line);
        check(seen.add(List.of(sample.name(), sample.labels())), "stands twice", line);
        current.samples().add(sample);
      }
    }
    Exposition exposition = new Exposition(families);
    families.values().stream().filter(f -> f.type().equals("histogram")).forEach(Exposition::sums);
    return exposition;
  }

  private static void check(boolean holds, String what, String line) {
    if (!holds) {
      throw new AssertionError(what + ": " + line);
    }
  }

  private static Sample sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    check(sample.matches(), "no sample", line);
    Map<String, String> labels = new TreeMap<>();
    String list = sample.group(2) == null ? "" : sample.group(2);
    Matcher label = LABEL.matcher(list);
    int end = 0;
    while (label.find() && label.start() == end) {
      String value =
          label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
      check(labels.put(label.group(1), value) == null, "a label twice", line);
      end = label.end();
    }
    check(end == list.length(), "no labels", line);
    return new Sample(sample.group(1), labels, number(sample.group(3)));
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace("Inf", "Infinity"));
  }

  private static boolean belongs(String name, Family family) {
    if (name.equals(family.name())) {
      return !family.type().equals("histogram");
    }
    return switch (family.type()) {
      case "histogram" -> name.matches(Pattern.quote(family.name()) + "_(bucket|sum|count)");
      case "summary" -> name.matches(Pattern.quote(family.name()) + "_(sum|count)");
      default -> false;
    };
  }

  /** Buckets must hold one another, and the last one all. */
  private static void sums(Family family) {
    Map<Map<String, String>, Double> last = new LinkedHashMap<>();
    for (Sample sample : family.samples()) {
      Map<String, String> labels = new TreeMap<>(sample.labels());
      labels.remove("le");
      if (sample.name().endsWith("_bucket")) {
        check(last.getOrDefault(labels, 0.0) <= sample.value(), "shrinks", sample.toString());
        last.put(labels, sample.value());
      } else if (sample.name().endsWith("_count")) {
        check(sample.value() == last.getOrDefault(labels, -1.0), "not +Inf", sample.toString());
      }
    }
  }

  /** All samples of a name, of which there must be some. */
  public Family family(String name) {
    Family family = families.get(name);
    if (family == null) {
      throw new AssertionError("no " + name);
    }
    return family;
  }

  /**
   * The value of a sample.
   *
   * @param labels names and values in turn, all that the sample has
   */
  public double value(String name, String... labels) {
    Map<String, String> wanted = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    return families.values().stream()
        .flatMap(family -> family.samples().stream())
        .filter(sample -> sample.name().equals(name) && sample.labels().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + wanted))
        .value();
  }

  /** Whether there is such a sample. */
  public boolean has(String name, String label, String value) {
    return families.values().stream()
        .flatMap(family -> family.samples().stream())
        .anyMatch(s -> s.name().equals(name) && value.equals(s.labels().get(label)));
  }
}
