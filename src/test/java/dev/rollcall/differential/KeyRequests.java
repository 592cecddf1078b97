package dev.rollcall.differential;

import static dev.rollcall.differential.Comparison.ANY_ORDER;
import static dev.rollcall.differential.Comparison.EXACT;
import static dev.rollcall.differential.Comparison.SCAN;

import java.util.ArrayList;
import java.util.List;

/** Requests about keys of any kind. */
final class KeyRequests implements Family {
  private final Universe u;

  KeyRequests(Universe universe) {
    this.u = universe;
  }

  @Override
  public String name() {
    return "keys";
  }

  private Argument.Key missing() {
    return new Argument.Key("missing" + u.below(3));
  }

  private Argument.Key maybe() {
    return u.chance(85) ? u.any() : missing();
  }

  @Override
  public Request next() {
    return switch (u.below(12)) {
      case 0, 1, 2 -> Request.of(EXACT, "EXISTS", u.some(3, this::maybe));
      case 3, 4, 5 -> Request.of(EXACT, "TYPE", maybe());
      case 6, 7 -> delete();
      case 8 -> Request.of(ANY_ORDER, "KEYS", pattern());
      case 9 -> scan();
      default -> wrong();
    };
  }

  private Argument.Key pattern() {
    return new Argument.Key(u.either("*", "s?", "[st]1", "*2", "nothing*", "[^s]*", "t[1-2]"));
  }

  private Request delete() {
    List<Argument.Key> keys = u.some(2, () -> u.chance(75) ? u.set() : maybe());
    keys.forEach(u::deleted);
    return Request.of(EXACT, u.either("DEL", "UNLINK", "del"), keys);
  }

  private Request scan() {
    List<Object> words = new ArrayList<>(List.of("SCAN", "0", "MATCH", pattern()));
    if (u.chance(50)) {
      words.addAll(List.of("COUNT", u.either("1", "10", "1000")));
    }
    if (u.chance(40)) {
      words.addAll(List.of("TYPE", u.either("set", "stream", "string", "SET")));
    }
    return Request.of(SCAN, words);
  }

  private Request wrong() {
    return u.either(
        Request.of(EXACT, "EXISTS"),
        Request.of(EXACT, "TYPE"),
        Request.of(EXACT, "TYPE", u.any(), "x"),
        Request.of(EXACT, "DEL"),
        Request.of(EXACT, "UNLINK"),
        Request.of(EXACT, "KEYS"),
        Request.of(EXACT, "KEYS", "nothing", "x"),
        Request.of(EXACT, "SCAN"),
        Request.of(EXACT, "SCAN", "x"),
        Request.of(EXACT, "SCAN", "0", "COUNT", "0"),
        Request.of(EXACT, "SCAN", "0", "COUNT", "x"),
        Request.of(EXACT, "SCAN", "0", "COUNT"),
        Request.of(EXACT, "SCAN", "0", "NOPE", "x"));
  }
}
