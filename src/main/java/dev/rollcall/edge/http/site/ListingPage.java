package dev.rollcall.edge.http.site;

import dev.rollcall.base.UserError;
import dev.rollcall.files.DirectoryEntry;
import dev.rollcall.files.DirectoryListing;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;

/**
 * A directory as a page, out of the template {@code listing.html}. What is between {@code <!--
 * entry -->} and {@code <!-- /entry -->} is repeated for each entry. Immutable.
 *
 * <p>Placeholders of the page: {@code {path}}, {@code {note}}; for each column {@code
 * {sort.COLUMN}}, the address that sorts by it, and {@code {order.COLUMN}}, how it is sorted now.
 * Of an entry: {@code {kind}} (parent, folder or file), {@code {name}}, {@code {link}}, {@code
 * {size}}, {@code {bytes}}, {@code {modified}}, {@code {time}} and {@code {requests}}.
 */
final class ListingPage {
  /** More than anybody reads; what is beyond is said in a note. */
  static final int ENTRIES_MAX = 10_000;

  private static final String NAME = "listing.html";
  private static final String ENTRY_START = "<!-- entry -->";
  private static final String ENTRY_END = "<!-- /entry -->";
  private static final DateTimeFormatter SHOWN_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB", "PB", "EB");

  private final Template before;
  private final Template entry;
  private final Template after;
  private final HttpHeader policy;

  /**
   * @param directory the administrator's templates
   * @throws UserError if the template cannot be used
   */
  ListingPage(Optional<Path> directory) {
    Templates templates = new Templates(directory);
    String text = templates.of(NAME);
    int start = text.indexOf(ENTRY_START);
    int end = text.indexOf(ENTRY_END);
    if (start < 0 || end < start) {
      throw Templates.fault(
          templates.file(NAME), "must have " + ENTRY_START + " and, behind it, " + ENTRY_END);
    }
    before = new Template(text.substring(0, start));
    entry = new Template(text.substring(start + ENTRY_START.length(), end));
    after = new Template(text.substring(end + ENTRY_END.length()));
    policy = ContentPolicy.of(text);
  }

  /** What the page may load. */
  HttpHeader policy() {
    return policy;
  }

  /**
   * The page.
   *
   * @param path the directory's path, with a slash at its end
   */
  String html(String path, DirectoryListing listing, ListingOrder order, RequestCounts counts) {
    Map<String, String> frame = new HashMap<>();
    frame.put("path", path);
    frame.put("note", note(listing));
    for (ListingOrder.Column column : ListingOrder.Column.values()) {
      frame.put("sort." + column.spelling(), order.pressed(column).link());
      frame.put("order." + column.spelling(), order.aria(column));
    }
    StringBuilder page = new StringBuilder(before.fill(frame));
    if (!path.equals("/")) {
      page.append(entry.fill(row("parent", "..", "../")));
    }
    listing.entries().stream()
        .sorted(order.comparator(found -> counts.of(path(path, found))))
        .forEach(found -> page.append(entry.fill(row(path, found, counts))));
    return page.append(after.fill(frame)).toString();
  }

  private static String note(DirectoryListing listing) {
    if (!listing.complete()) {
      return "Only " + ENTRIES_MAX + " entries are shown; there are more.";
    }
    return listing.entries().isEmpty() ? "Nothing here." : "";
  }

  private static String path(String directory, DirectoryEntry entry) {
    return directory + entry.name() + (entry.directory() ? "/" : "");
  }

  private static Map<String, String> row(String path, DirectoryEntry entry, RequestCounts counts) {
    String slash = entry.directory() ? "/" : "";
    // A name with a colon would be taken for the scheme of an address; escaped, it is not.
    Map<String, String> row =
        row(
            entry.directory() ? "folder" : "file",
            entry.name() + slash,
            Html.segment(entry.name()) + slash);
    Instant modified = entry.modified().truncatedTo(ChronoUnit.SECONDS);
    row.put("modified", SHOWN_TIME.format(modified));
    row.put("time", modified.toString());
    row.put("requests", Long.toString(counts.of(path(path, entry))));
    if (!entry.directory()) {
      row.put("size", size(entry.bytes()));
      row.put("bytes", Long.toString(entry.bytes()));
    }
    return row;
  }

  private static Map<String, String> row(String kind, String name, String link) {
    Map<String, String> row = new HashMap<>();
    row.put("kind", kind);
    row.put("name", name);
    row.put("link", link);
    for (String empty : List.of("size", "bytes", "modified", "time", "requests")) {
      row.put(empty, "");
    }
    return row;
  }

  /** A size for people: 1536 bytes are {@code 1.5 KB}. */
  static String size(long bytes) {
    double shown = bytes;
    int unit = 0;
    // What would be rounded to 1024.0 is one of the next unit.
    while (shown >= 1023.95 && unit < UNITS.size() - 1) {
      shown /= 1024;
      unit++;
    }
    String number = unit == 0 ? Long.toString(bytes) : String.format(Locale.ROOT, "%.1f", shown);
    return number + " " + UNITS.get(unit);
  }
}
