package dev.rollcall.differential;

import static dev.rollcall.differential.Comparison.EXACT;
import static dev.rollcall.differential.Comparison.KIND;

/** Requests about the connection and the server. */
final class ConnectionRequests implements Family {
  private final Universe u;

  ConnectionRequests(Universe universe) {
    this.u = universe;
  }

  @Override
  public String name() {
    return "connection";
  }

  @Override
  public Request next() {
    return u.chance(60) ? right() : wrong();
  }

  private Request right() {
    return u.either(
        Request.of(EXACT, "PING"),
        Request.of(EXACT, "ping", u.member()),
        Request.of(EXACT, "ECHO", u.member()),
        Request.of(EXACT, "SELECT", "0"),
        Request.of(EXACT, "CLIENT", "SETNAME", u.either("me", "you", "")),
        Request.of(EXACT, "CLIENT", "GETNAME"),
        Request.of(EXACT, "client", "no-evict", u.either("on", "OFF")),
        Request.of(EXACT, "CLIENT", "REPLY", "ON"),
        Request.of(KIND, "CLIENT", "ID"),
        Request.of(KIND, "CLIENT", "INFO"),
        Request.of(KIND, "CLIENT", "LIST"),
        Request.of(KIND, "COMMAND", "COUNT"),
        Request.of(KIND, "TIME"),
        Request.of(KIND, "INFO"),
        Request.of(KIND, "DBSIZE"),
        Request.of(EXACT, "COMMAND", "GETKEYS", "SINTER", "a", "b"),
        Request.of(
            EXACT, "COMMAND", "GETKEYS", "XREAD", "COUNT", "1", "STREAMS", "a", "b", "0", "0"),
        Request.of(EXACT, "COMMAND", "GETKEYS", "SINTERCARD", "2", "a", "b", "LIMIT", "1"));
  }

  private Request wrong() {
    return u.either(
        Request.of(EXACT, "PING", "a", "b"),
        Request.of(EXACT, "ECHO"),
        Request.of(EXACT, "ECHO", "a", "b"),
        Request.of(EXACT, "SELECT", "x"),
        Request.of(EXACT, "SELECT", "-1"),
        Request.of(EXACT, "SELECT", "16"),
        Request.of(EXACT, "SELECT"),
        Request.of(EXACT, "CLIENT"),
        Request.of(EXACT, "CLIENT", "NOPE"),
        Request.of(EXACT, "CLIENT", "SETNAME"),
        Request.of(EXACT, "CLIENT", "SETNAME", "a b"),
        Request.of(EXACT, "CLIENT", "SETNAME", "a\nb"),
        Request.of(EXACT, "CLIENT", "REPLY", "NOPE"),
        Request.of(EXACT, "CLIENT", "NO-EVICT", "nope"),
        Request.of(EXACT, "HELLO", "9"),
        Request.of(EXACT, "HELLO", "x"),
        Request.of(EXACT, "HELLO", "3", "NOPE"),
        Request.of(EXACT, "COMMAND", "NOPE"),
        Request.of(EXACT, "COMMAND", "GETKEYS", "NOPE"),
        Request.of(EXACT, "COMMAND", "GETKEYS", "PING"),
        Request.of(EXACT, "NOPE"),
        Request.of(EXACT, "NOPE", "a", u.member()),
        Request.of(EXACT, "nope", "x".repeat(200), "y".repeat(200)),
        Request.of(EXACT, "SADDX", "a'b"),
        Request.of(EXACT, "", "a"),
        Request.of(EXACT, "XINFO", "STREAM"));
  }
}
