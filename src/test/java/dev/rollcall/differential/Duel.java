package dev.rollcall.differential;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of requests against two servers, under keys of its own. */
final class Duel implements AutoCloseable {
  /** Where they differ: after so many requests, the last of which was this one. */
  record Difference(Request request, String line, Value expected, Value actual) {
    @Override
    public String toString() {
      return line + "\n  redis:    " + expected + "\n  rollcall: " + actual;
    }
  }

  private final Target expected;
  private final Target actual;
  private final List<Request> sent = new ArrayList<>();

  Duel(SocketAddress expected, SocketAddress actual, String prefix) throws IOException {
    this.expected = new Target(expected, prefix);
    this.actual = new Target(actual, prefix);
  }

  /** Everything that was sent so far. */
  List<Request> sent() {
    return sent;
  }

  /** Sends requests of one connection at once; gives the first difference, null without any. */
  @Nullable Difference exchange(List<Request> requests) {
    sent.addAll(requests);
    List<Value> theirs = expected.exchange(requests);
    List<Value> ours = actual.exchange(requests);
    for (int i = 0; i < requests.size(); i++) {
      Request request = requests.get(i);
      if (!expected.saysTheSame(theirs.get(i), actual, ours.get(i))) {
        return new Difference(request, line(request), theirs.get(i), ours.get(i));
      }
    }
    return null;
  }

  String line(Request request) {
    return (request.connection() == 0 ? "RESP2 " : "RESP3 ") + expected.line(request);
  }

  @Override
  public void close() {
    expected.close();
    actual.close();
  }
}
