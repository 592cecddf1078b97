package dev.rollcall.differential;

import static dev.rollcall.differential.Comparison.ANY_ORDER;
import static dev.rollcall.differential.Comparison.EXACT;
import static dev.rollcall.differential.Comparison.POP;
import static dev.rollcall.differential.Comparison.RANDOM;
import static dev.rollcall.differential.Comparison.SCAN;

import java.util.ArrayList;
import java.util.List;

/** Requests about sets. */
final class SetRequests implements Family {
  private final Universe u;

  SetRequests(Universe universe) {
    this.u = universe;
  }

  @Override
  public String name() {
    return "sets";
  }

  private List<String> members() {
    return u.some(u.chance(80) ? 3 : 12, u::member);
  }

  @Override
  public Request next() {
    Argument.Key key = u.set();
    return switch (u.below(24)) {
      case 0, 1, 2, 3, 4 -> Request.of(EXACT, "SADD", key, members());
      case 5, 6, 7 -> Request.of(EXACT, "SREM", key, members());
      case 8, 9, 10 -> Request.of(EXACT, u.either("SISMEMBER", "sismember"), key, u.member());
      case 11, 12 -> Request.of(EXACT, "SMISMEMBER", key, members());
      case 13 -> Request.of(EXACT, "SCARD", key);
      case 14, 15 -> Request.of(ANY_ORDER, "SMEMBERS", key);
      case 16 -> scan(key);
      case 17 -> random(RANDOM, "SRANDMEMBER", key);
      case 18 -> random(POP, "SPOP", key);
      case 19, 20 ->
          Request.of(ANY_ORDER, u.either("SINTER", "SUNION", "SDIFF"), u.some(3, u::set));
      case 21 -> card();
      default -> wrong(key);
    };
  }

  private Request scan(Argument.Key key) {
    List<Object> words = new ArrayList<>(List.of("SSCAN", key, "0"));
    if (u.chance(30)) {
      words.addAll(List.of("MATCH", u.either("*", "[a-c]", "?", "x*", "\\a", "[^a]")));
    }
    if (u.chance(50)) {
      words.addAll(List.of("COUNT", u.either("1", "3", "100")));
    }
    return Request.of(SCAN, words);
  }

  private Request random(Comparison comparison, String command, Argument.Key key) {
    if (u.chance(40)) {
      return Request.of(comparison, command, key);
    }
    String count = u.either("0", "1", "2", "5", "100");
    boolean repeats = command.equals("SRANDMEMBER") && u.chance(40) && !count.equals("0");
    return Request.of(comparison, command, key, repeats ? "-" + count : count);
  }

  private Request card() {
    List<Argument.Key> keys = u.some(3, u::set);
    List<Object> words = new ArrayList<>(List.of("SINTERCARD", keys.size()));
    words.addAll(keys);
    if (u.chance(50)) {
      words.addAll(List.of(u.either("LIMIT", "limit"), u.either("0", "1", "2", "50")));
    }
    return Request.of(EXACT, words);
  }

  private Request wrong(Argument.Key key) {
    return u.either(
        Request.of(EXACT, "SADD", key),
        Request.of(EXACT, "SADD"),
        Request.of(EXACT, "SREM", key),
        Request.of(EXACT, "SISMEMBER", key),
        Request.of(EXACT, "SISMEMBER", key, "a", "b"),
        Request.of(EXACT, "SMISMEMBER", key),
        Request.of(EXACT, "SCARD", key, "a"),
        Request.of(EXACT, "SMEMBERS"),
        Request.of(EXACT, "SSCAN", key),
        Request.of(EXACT, "SSCAN", key, "x"),
        Request.of(EXACT, "SSCAN", key, "0", "COUNT", "0"),
        Request.of(EXACT, "SSCAN", key, "0", "COUNT", "x"),
        Request.of(EXACT, "SSCAN", key, "0", "COUNT"),
        Request.of(EXACT, "SSCAN", key, "0", "NOPE", "1"),
        Request.of(EXACT, "SRANDMEMBER", key, "x"),
        Request.of(EXACT, "SRANDMEMBER", key, "1", "2"),
        Request.of(EXACT, "SRANDMEMBER", key, "-9223372036854775808"),
        Request.of(EXACT, "SPOP", key, "-1"),
        Request.of(EXACT, "SPOP", key, "x"),
        Request.of(EXACT, "SPOP", key, "1", "2"),
        Request.of(EXACT, "SINTER"),
        Request.of(EXACT, "SINTERCARD", "0", key),
        Request.of(EXACT, "SINTERCARD", "x", key),
        Request.of(EXACT, "SINTERCARD", "-1", key),
        Request.of(EXACT, "SINTERCARD", "3", key),
        Request.of(EXACT, "SINTERCARD", "1", key, "LIMIT"),
        Request.of(EXACT, "SINTERCARD", "1", key, "LIMIT", "-1"),
        Request.of(EXACT, "SINTERCARD", "1", key, "LIMIT", "x"),
        Request.of(EXACT, "SINTERCARD", "1", key, "NOPE", "1"),
        Request.of(EXACT, "SINTERCARD", "1", key, u.any()));
  }
}
