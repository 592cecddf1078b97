package dev.rollcall.differential;

import static dev.rollcall.differential.Comparison.EXACT;
import static dev.rollcall.differential.Comparison.FIELDS;
import static dev.rollcall.differential.Comparison.PENDING;

import java.util.ArrayList;
import java.util.List;

/** Requests about the consumer groups of streams. */
final class GroupRequests implements Family {
  /** Nothing here is idle for so long unless it was told to be. */
  private static final String LONG_MILLIS = "3600000";

  private final Universe u;

  GroupRequests(Universe universe) {
    this.u = universe;
  }

  @Override
  public String name() {
    return "groups";
  }

  private String group() {
    return u.either("g1", "g1", "g1", "g2");
  }

  private String consumer() {
    return u.either("alice", "bob", "carl");
  }

  @Override
  public Request next() {
    Argument.Key key = u.stream();
    return switch (u.below(28)) {
      case 0, 1, 2, 3 -> create(key);
      case 4 -> Request.of(EXACT, "XGROUP", "SETID", key, group(), position(key));
      case 5 -> Request.of(EXACT, "XGROUP", "DESTROY", key, group());
      case 6 -> Request.of(EXACT, "XGROUP", "CREATECONSUMER", key, group(), consumer());
      case 7 -> Request.of(EXACT, "XGROUP", "DELCONSUMER", key, group(), consumer());
      case 8, 9, 10, 11, 12, 13 -> read();
      case 14, 15 -> Request.of(EXACT, "XACK", key, group(), u.some(3, () -> u.id(key)));
      case 16 -> Request.of(EXACT, "XPENDING", key, group());
      case 17, 18, 19 -> pending(key);
      case 20, 21 -> claim(key);
      case 22 -> autoClaim(key);
      case 23, 24 -> Request.of(FIELDS, "XINFO", "GROUPS", key);
      case 25 -> Request.of(FIELDS, "XINFO", "CONSUMERS", key, group());
      default -> wrong(key);
    };
  }

  private Object position(Argument.Key key) {
    return u.chance(30) ? "$" : u.chance(50) ? "0" : u.id(key);
  }

  private Request create(Argument.Key known) {
    boolean make = u.chance(15);
    Argument.Key key = make ? u.fresh() : known;
    List<Object> words =
        new ArrayList<>(
            List.of("XGROUP", u.either("CREATE", "create"), key, group(), position(key)));
    if (make) {
      words.add("MKSTREAM");
    }
    if (u.chance(10)) {
      words.addAll(List.of("ENTRIESREAD", u.either("0", "3", "-1", "-2", "x")));
    }
    return Request.of(EXACT, words);
  }

  private Request read() {
    List<Object> words = new ArrayList<>(List.of("XREADGROUP", "GROUP", group(), consumer()));
    if (u.chance(60)) {
      words.addAll(List.of("COUNT", u.either("1", "2", "3", "0")));
    }
    if (u.chance(10)) {
      words.add("NOACK");
    }
    words.add("STREAMS");
    List<Argument.Key> keys = u.some(u.chance(80) ? 1 : 2, u::stream);
    words.addAll(keys);
    for (Argument.Key key : keys) {
      words.add(u.chance(70) ? ">" : u.chance(50) ? "0" : u.id(key));
    }
    return Request.of(EXACT, words);
  }

  private Request pending(Argument.Key key) {
    List<Object> words = new ArrayList<>(List.of("XPENDING", key, group()));
    if (u.chance(30)) {
      words.addAll(List.of("IDLE", u.either("0", LONG_MILLIS)));
    }
    words.addAll(u.chance(60) ? List.of("-", "+") : List.of(u.id(key), u.id(key)));
    words.add(u.either("10", "1", "0", "2"));
    if (u.chance(40)) {
      words.add(consumer());
    }
    return Request.of(PENDING, words);
  }

  private Request claim(Argument.Key key) {
    List<Object> words = new ArrayList<>(List.of("XCLAIM", key, group(), consumer()));
    words.add(u.either("0", "0", LONG_MILLIS));
    words.addAll(u.some(3, () -> u.id(key)));
    if (u.chance(15)) {
      words.addAll(List.of("IDLE", u.either("0", "7200000")));
    }
    if (u.chance(10)) {
      words.addAll(List.of("TIME", u.either("1", "1000")));
    }
    if (u.chance(15)) {
      words.addAll(List.of("RETRYCOUNT", u.either("0", "7")));
    }
    if (u.chance(25)) {
      words.add("FORCE");
    }
    if (u.chance(25)) {
      words.add("JUSTID");
    }
    if (u.chance(5)) {
      words.addAll(List.of("LASTID", u.id(key)));
    }
    return Request.of(EXACT, words);
  }

  private Request autoClaim(Argument.Key key) {
    List<Object> words = new ArrayList<>(List.of("XAUTOCLAIM", key, group(), consumer()));
    words.add(u.either("0", "0", LONG_MILLIS));
    words.add(u.chance(60) ? u.either("0", "-", "0-0") : u.id(key));
    if (u.chance(50)) {
      words.addAll(List.of("COUNT", u.either("1", "2", "100")));
    }
    if (u.chance(30)) {
      words.add("JUSTID");
    }
    return Request.of(EXACT, words);
  }

  private Request wrong(Argument.Key key) {
    return u.either(
        Request.of(EXACT, "XGROUP"),
        Request.of(EXACT, "XGROUP", "NOPE", key, "g1"),
        Request.of(EXACT, "XGROUP", "CREATE", key, "g1"),
        Request.of(EXACT, "XGROUP", "CREATE", key, "g1", "x"),
        Request.of(EXACT, "XGROUP", "CREATE", key, "g1", "0", "NOPE"),
        Request.of(EXACT, "XGROUP", "CREATE", key, "g1", "0", "ENTRIESREAD"),
        Request.of(EXACT, "XGROUP", "SETID", key, "g1"),
        Request.of(EXACT, "XGROUP", "SETID", key, "g1", "x"),
        Request.of(EXACT, "XGROUP", "SETID", key, "g1", "0", "ENTRIESREAD", "-5"),
        Request.of(EXACT, "XGROUP", "DESTROY", key),
        Request.of(EXACT, "XGROUP", "CREATECONSUMER", key, "g1"),
        Request.of(EXACT, "XGROUP", "DELCONSUMER", key, "g1"),
        Request.of(EXACT, "XREADGROUP", "GROUP", "g1", "c", "STREAMS", key),
        Request.of(EXACT, "XREADGROUP", "GROUP", "g1", "c", "STREAMS", key, "$"),
        Request.of(EXACT, "XREADGROUP", "GROUP", "g1", "c", "STREAMS", key, "x"),
        Request.of(EXACT, "XREADGROUP", "GROUP", "g1", "STREAMS", key, ">"),
        Request.of(EXACT, "XREADGROUP", "STREAMS", key, ">"),
        Request.of(EXACT, "XREADGROUP", "COUNT", "1", "STREAMS", key, ">", "x", "y"),
        Request.of(EXACT, "XREADGROUP", "GROUP", "g1", "c", "COUNT", "x", "STREAMS", key, ">"),
        Request.of(EXACT, "XREADGROUP", "GROUP", "g1", "c", "NOPE", "1", "STREAMS", key, ">"),
        Request.of(EXACT, "XACK", key, "g1"),
        Request.of(EXACT, "XACK", key, "g1", "x"),
        Request.of(EXACT, "XPENDING", key),
        Request.of(EXACT, "XPENDING", key, "g1", "-"),
        Request.of(EXACT, "XPENDING", key, "g1", "-", "+"),
        Request.of(EXACT, "XPENDING", key, "g1", "-", "+", "x"),
        Request.of(EXACT, "XPENDING", key, "g1", "-", "+", "-1"),
        Request.of(EXACT, "XPENDING", key, "g1", "x", "+", "1"),
        Request.of(EXACT, "XPENDING", key, "g1", "IDLE", "x", "-", "+", "1"),
        Request.of(EXACT, "XPENDING", key, "g1", "IDLE", "0"),
        Request.of(EXACT, "XPENDING", key, "g1", "-", "+", "1", "c", "d"),
        Request.of(EXACT, "XCLAIM", key, "g1", "c", "0"),
        Request.of(EXACT, "XCLAIM", key, "g1", "c", "x", "1-1"),
        Request.of(EXACT, "XCLAIM", key, "g1", "c", "0", "x"),
        Request.of(EXACT, "XCLAIM", key, "g1", "c", "0", "1-1", "NOPE"),
        Request.of(EXACT, "XCLAIM", key, "g1", "c", "0", "1-1", "IDLE"),
        Request.of(EXACT, "XCLAIM", key, "g1", "c", "0", "1-1", "RETRYCOUNT", "x"),
        Request.of(EXACT, "XAUTOCLAIM", key, "g1", "c", "0"),
        Request.of(EXACT, "XAUTOCLAIM", key, "g1", "c", "x", "0"),
        Request.of(EXACT, "XAUTOCLAIM", key, "g1", "c", "0", "x"),
        Request.of(EXACT, "XAUTOCLAIM", key, "g1", "c", "0", "0", "COUNT", "0"),
        Request.of(EXACT, "XAUTOCLAIM", key, "g1", "c", "0", "0", "NOPE"),
        Request.of(EXACT, "XINFO", "GROUPS"),
        Request.of(EXACT, "XINFO", "GROUPS", key, "x"),
        Request.of(EXACT, "XINFO", "CONSUMERS", key));
  }
}
