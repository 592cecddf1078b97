package dev.rollcall.differential;

import static dev.rollcall.differential.Comparison.EXACT;
import static dev.rollcall.differential.Comparison.FIELDS;
import static dev.rollcall.differential.Comparison.FULL_INFO;
import static dev.rollcall.differential.Comparison.GIVES_ID;

import java.util.ArrayList;
import java.util.List;

/** Requests about streams, without consumer groups. */
final class StreamRequests implements Family {
  private final Universe u;

  StreamRequests(Universe universe) {
    this.u = universe;
  }

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public Request next() {
    Argument.Key key = u.stream();
    return switch (u.below(26)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> add(key);
      case 8 -> Request.of(EXACT, "XLEN", key);
      case 9, 10, 11, 12 -> range(key);
      case 13, 14, 15 -> read();
      case 16, 17 -> Request.of(EXACT, "XDEL", key, u.some(3, () -> u.id(key)));
      case 18, 19 -> Request.of(EXACT, words("XTRIM", key, trim(key)));
      case 20 -> setId(key);
      case 21, 22 -> Request.of(FIELDS, "XINFO", u.either("STREAM", "stream"), key);
      case 23 ->
          u.chance(50)
              ? Request.of(FULL_INFO, "XINFO", "STREAM", key, "FULL")
              : Request.of(
                  FULL_INFO, "XINFO", "STREAM", key, "FULL", "COUNT", u.either("0", "1", "3"));
      default -> wrong(key);
    };
  }

  private static List<Object> words(Object... words) {
    List<Object> all = new ArrayList<>();
    for (Object word : words) {
      if (word instanceof List<?> list) {
        all.addAll(list);
      } else {
        all.add(word);
      }
    }
    return all;
  }

  private Request add(Argument.Key key) {
    List<Object> words = words("XADD", key);
    if (u.chance(10)) {
      words.add("NOMKSTREAM");
    }
    if (u.chance(15)) {
      words.addAll(trim(key));
    }
    boolean dated = u.isDated(key);
    words.add(dated ? "*" : u.newId(key));
    words.addAll(
        u.some(2, () -> "f" + u.below(3)).stream()
            .flatMap(f -> List.of(f, u.member()).stream())
            .toList());
    return Request.of(dated ? GIVES_ID : EXACT, words);
  }

  /**
   * The streams here are too short for an approximate one to take anything away; by ID even those
   * depend on what was deleted of the last node that Redis has.
   */
  private List<Object> trim(Argument.Key key) {
    List<Object> words = new ArrayList<>();
    boolean length = u.chance(60);
    boolean roughly = length && u.chance(20);
    words.add(length ? u.either("MAXLEN", "maxlen") : "MINID");
    if (roughly || u.chance(50)) {
      words.add(roughly ? "~" : "=");
    }
    words.add(length ? u.chance(97) ? u.either("3", "5", "8", "20") : u.number() : u.id(key));
    if (roughly && u.chance(30)) {
      words.addAll(List.of("LIMIT", u.either("0", "1", "200")));
    }
    return words;
  }

  private Object start(Argument.Key key) {
    Argument id = u.id(key);
    return switch (u.below(8)) {
      case 0, 1 -> "-";
      case 2 -> "+";
      case 3 -> id instanceof Argument.Literal literal ? "(" + literal.text() : id;
      case 4 -> u.either("0", "3", "7");
      default -> id;
    };
  }

  private Request range(Argument.Key key) {
    boolean reverse = u.chance(40);
    Object from = u.chance(40) ? "-" : start(key);
    Object to = u.chance(40) ? "+" : start(key);
    List<Object> words =
        words(reverse ? "XREVRANGE" : "XRANGE", key, reverse ? to : from, reverse ? from : to);
    if (u.chance(40)) {
      words.addAll(List.of("COUNT", u.number()));
    }
    return Request.of(EXACT, words);
  }

  private Request read() {
    List<Object> words = words("XREAD");
    if (u.chance(50)) {
      words.addAll(List.of("COUNT", u.number()));
    }
    if (u.chance(3)) {
      words.addAll(List.of("BLOCK", "2"));
    }
    words.add(u.either("STREAMS", "streams"));
    List<Argument.Key> keys = u.some(3, u::stream);
    words.addAll(keys);
    for (Argument.Key key : keys) {
      words.add(u.chance(10) ? "$" : u.chance(50) ? u.either("0", "0-0") : u.id(key));
    }
    return Request.of(EXACT, words);
  }

  /** Never back: Redis sets the ID of a stream without messages to a smaller one. */
  private Request setId(Argument.Key key) {
    List<Object> words = words("XSETID", key, u.isDated(key) ? "x" : u.idBeyondAll(key));
    if (u.chance(40)) {
      words.addAll(List.of("ENTRIESADDED", u.either("50", "100", "-1", "x")));
    }
    if (u.chance(40)) {
      words.addAll(List.of("MAXDELETEDID", u.id(key)));
    }
    return Request.of(EXACT, words);
  }

  private Request wrong(Argument.Key key) {
    return u.either(
        Request.of(EXACT, "XADD", key),
        Request.of(EXACT, "XADD", key, "*"),
        Request.of(EXACT, "XADD", key, "*", "f"),
        Request.of(EXACT, "XADD", key, "*", "f", "v", "g"),
        Request.of(EXACT, "XADD", key, "0-0", "f", "v"),
        Request.of(EXACT, "XADD", key, "x", "f", "v"),
        Request.of(EXACT, "XADD", key, "1-x", "f", "v"),
        Request.of(EXACT, "XADD", key, "-", "f", "v"),
        Request.of(EXACT, "XADD", key, "MAXLEN", "x", "*", "f", "v"),
        Request.of(EXACT, "XADD", key, "MAXLEN", "-1", "*", "f", "v"),
        Request.of(EXACT, "XADD", key, "MAXLEN", "1", "LIMIT", "1", "*", "f", "v"),
        Request.of(EXACT, "XADD", key, "MAXLEN", "1", "MINID", "1", "*", "f", "v"),
        Request.of(EXACT, "XADD", key, "NOPE", "1", "*", "f", "v"),
        Request.of(EXACT, "XLEN", key, "x"),
        Request.of(EXACT, "XRANGE", key, "-"),
        Request.of(EXACT, "XRANGE", key, "x", "+"),
        Request.of(EXACT, "XRANGE", key, "-", "+", "COUNT"),
        Request.of(EXACT, "XRANGE", key, "-", "+", "NOPE", "1"),
        Request.of(EXACT, "XRANGE", key, "(-", "+"),
        Request.of(EXACT, "XRANGE", key, "(18446744073709551615-18446744073709551615", "+"),
        Request.of(EXACT, "XREVRANGE", key, "+", "(0-0"),
        Request.of(EXACT, "XREAD", "STREAMS", key),
        Request.of(EXACT, "XREAD", "STREAMS", key, "x"),
        Request.of(EXACT, "XREAD", "STREAMS", key, ">"),
        Request.of(EXACT, "XREAD", "COUNT", "x", "STREAMS", key, "0"),
        Request.of(EXACT, "XREAD", "BLOCK", "x", "STREAMS", key, "0"),
        Request.of(EXACT, "XREAD", "BLOCK", "-1", "STREAMS", key, "0"),
        Request.of(EXACT, "XREAD", "NOACK", "STREAMS", key, "0"),
        Request.of(EXACT, "XREAD", "COUNT", "1", key, "0"),
        Request.of(EXACT, "XREAD", "STREAMS", key, u.stream(), "0"),
        Request.of(EXACT, "XDEL", key),
        Request.of(EXACT, "XDEL", key, "x"),
        Request.of(EXACT, "XTRIM", key),
        Request.of(EXACT, "XTRIM", key, "MAXLEN"),
        Request.of(EXACT, "XTRIM", key, "NOPE", "1"),
        Request.of(EXACT, "XTRIM", key, "MAXLEN", "=", "x"),
        Request.of(EXACT, "XTRIM", key, "MINID", "x"),
        Request.of(EXACT, "XTRIM", key, "MAXLEN", "1", "LIMIT", "5"),
        Request.of(EXACT, "XTRIM", key, "MAXLEN", "~", "1000", "LIMIT", "-1"),
        Request.of(EXACT, "XTRIM", key, "MAXLEN", "~", "1000", "LIMIT", "x"),
        Request.of(EXACT, "XTRIM", key, "MAXLEN", "~", "1000"),
        Request.of(EXACT, "XSETID", key),
        Request.of(EXACT, "XSETID", key, "x"),
        Request.of(EXACT, "XSETID", key, "1-1", "NOPE", "1"),
        Request.of(EXACT, "XSETID", key, "1-1", "ENTRIESADDED"),
        Request.of(EXACT, "XINFO"),
        Request.of(EXACT, "XINFO", "NOPE", key),
        Request.of(EXACT, "XINFO", "STREAM"),
        Request.of(EXACT, "XINFO", "STREAM", key, "NOPE"),
        Request.of(EXACT, "XINFO", "STREAM", key, "FULL", "COUNT"),
        Request.of(EXACT, "XINFO", "STREAM", key, "FULL", "COUNT", "x"));
  }
}
