package dev.rollcall.edge.http.site;

import dev.rollcall.files.DirectoryEntry;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

/** In which order a listing has its entries; folders always come first. */
record ListingOrder(Column column, boolean descending) {
  /** What a listing can be sorted by. */
  enum Column {
    NAME,
    SIZE,
    MODIFIED,
    REQUESTS;

    /** The name as it is written in an address. */
    String spelling() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Of names the first is looked for, of numbers the greatest. */
    private boolean descendingAtFirst() {
      return this != NAME;
    }
  }

  /** What an address asks for: {@code ?sort=size&order=desc}; by name where it asks for nothing. */
  static ListingOrder of(Map<String, String> query) {
    for (Column column : Column.values()) {
      if (column.spelling().equals(query.get("sort"))) {
        String order = query.getOrDefault("order", "");
        return new ListingOrder(
            column, order.isEmpty() ? column.descendingAtFirst() : order.equals("desc"));
      }
    }
    return new ListingOrder(Column.NAME, false);
  }

  /** The address that asks for this order. */
  String link() {
    return "?sort=" + column.spelling() + "&order=" + (descending ? "desc" : "asc");
  }

  /** The order that a press on a column's head leads to. */
  ListingOrder pressed(Column head) {
    return new ListingOrder(head, head == column ? !descending : head.descendingAtFirst());
  }

  /** What a column's head tells assistive technology: the value of {@code aria-sort}. */
  String aria(Column head) {
    if (head != column) {
      return "none";
    }
    return descending ? "descending" : "ascending";
  }

  /**
   * Compares entries.
   *
   * @param requests how often an entry was asked for
   */
  Comparator<DirectoryEntry> comparator(ToLongFunction<DirectoryEntry> requests) {
    Comparator<DirectoryEntry> byName =
        Comparator.comparing(DirectoryEntry::name, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(DirectoryEntry::name);
    Comparator<DirectoryEntry> chosen =
        switch (column) {
          case NAME -> byName;
          case SIZE -> Comparator.comparingLong(e -> e.directory() ? 0 : e.bytes());
          case MODIFIED -> Comparator.comparing(DirectoryEntry::modified);
          case REQUESTS -> Comparator.comparingLong(requests);
        };
    return Comparator.comparing((DirectoryEntry entry) -> !entry.directory())
        .thenComparing(descending ? chosen.reversed() : chosen)
        .thenComparing(byName);
  }
}
