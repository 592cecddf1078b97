package dev.rollcall.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One of the two servers during one run: its connections, the first of RESP2 and the second of
 * RESP3, and the IDs it has given, each known by the request it was given to.
 */
final class Target implements AutoCloseable {
  /** Connections of each run. */
  static final int CONNECTIONS = 2;

  private static final int CURSORS_MAX = 10_000;

  private final List<Wire> wires = new ArrayList<>();
  private final String prefix;
  private final Map<Integer, String> givenIds = new HashMap<>();
  private final Map<String, Set<Integer>> givers = new HashMap<>();

  /**
   * @param prefix what the names of this run's keys begin with
   */
  Target(SocketAddress server, String prefix) throws IOException {
    this.prefix = prefix;
    for (int i = 0; i < CONNECTIONS; i++) {
      wires.add(new Wire(server));
    }
    wires.get(1).exchange("HELLO 3\r\n".getBytes(ISO_8859_1), 1);
  }

  /** Sends requests of one connection at once; gives the replies as they are compared. */
  List<Value> exchange(List<Request> requests) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    requests.forEach(request -> write(request, bytes));
    List<Value> replies =
        wires.get(requests.get(0).connection()).exchange(bytes.toByteArray(), requests.size());
    List<Value> compared = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      compared.add(compared(requests.get(i), replies.get(i)));
    }
    return compared;
  }

  private Value compared(Request request, Value reply) {
    if (request.comparison() == Comparison.GIVES_ID && reply.isString()) {
      givenIds.put(request.number(), reply.text());
      givers.computeIfAbsent(reply.text(), id -> new HashSet<>()).add(request.number());
    }
    Value whole =
        switch (request.comparison()) {
          case SCAN -> scanned(request, reply);
          case RANDOM -> random(request, reply, members(request));
          case POP -> popped(request, reply);
          default -> reply;
        };
    return request.comparison().masked(whole);
  }

  /**
   * Whether a reply of this server and one of another say the same: every byte, but for IDs that
   * both gave to the same request.
   */
  boolean saysTheSame(Value own, Target other, Value others) {
    if (own.equals(others)) {
      return true;
    }
    if (own.marker() != others.marker() || own.parts().size() != others.parts().size()) {
      return false;
    }
    if (own.isAggregate()) {
      for (int i = 0; i < own.parts().size(); i++) {
        if (!saysTheSame(own.parts().get(i), other, others.parts().get(i))) {
          return false;
        }
      }
      return others.isAggregate();
    }
    return own.isString() && givers(own).stream().anyMatch(other.givers(others)::contains);
  }

  private Set<Integer> givers(Value id) {
    return givers.getOrDefault(id.text(), Set.of());
  }

  // ---- What takes more than one request

  private Value one(Request request, Object... arguments) {
    return exchange(
            List.of(Request.of(Comparison.EXACT, arguments).sent(-1, request.connection(), false)))
        .get(0);
  }

  private Value scanned(Request request, Value first) {
    if (!first.isAggregate()) {
      return first;
    }
    TreeSet<String> all = new TreeSet<>();
    Value page = first;
    int at = request.arguments().get(1) instanceof Argument.Key ? 2 : 1;
    for (int i = 0; i < CURSORS_MAX; i++) {
      page.parts().get(1).parts().forEach(part -> all.add(part.toString()));
      String cursor = page.parts().get(0).text();
      if (cursor.equals("0")) {
        return Value.scalar(first.marker(), all.toString());
      }
      List<Argument> next = new ArrayList<>(request.arguments());
      next.set(at, Argument.of(cursor));
      page = one(request, next);
    }
    return Value.scalar(first.marker(), "the cursors do not end");
  }

  private List<Value> members(Request request) {
    return one(request, "SMEMBERS", request.arguments().get(1)).parts();
  }

  private Value random(Request request, Value reply, List<Value> members) {
    if (reply.isError() || reply.isNull()) {
      return reply;
    }
    List<Value> given = reply.isAggregate() ? reply.parts() : List.of(reply);
    boolean distinct = given.stream().distinct().count() == given.size();
    boolean mayRepeat =
        request.arguments().size() > 2
            && request.arguments().get(2) instanceof Argument.Literal count
            && count.text().startsWith("-");
    return Value.scalar(
        reply.marker(),
        given.size()
            + (members.containsAll(given) ? " members" : " strangers among " + given)
            + (distinct || mayRepeat ? "" : " with repeats"));
  }

  private Value popped(Request request, Value reply) {
    if (reply.isError() || reply.isNull()) {
      return reply;
    }
    List<Value> given = reply.isAggregate() ? reply.parts() : List.of(reply);
    List<Value> left = members(request);
    String wrong = given.stream().anyMatch(left::contains) ? " still there" : "";
    if (!given.isEmpty()) {
      List<Object> back = new ArrayList<>(List.of("SADD", request.arguments().get(1)));
      given.forEach(member -> back.add(Argument.of(member.text())));
      Value added = one(request, back.toArray());
      wrong += added.text().equals(Integer.toString(given.size())) ? "" : " put back " + added;
    }
    return Value.scalar(reply.marker(), given.size() + " popped" + wrong);
  }

  // ---- Writing

  private void write(Request request, ByteArrayOutputStream out) {
    List<String> words = request.arguments().stream().map(this::text).toList();
    if (request.inline()) {
      out.writeBytes((String.join(" ", quoted(words)) + "\r\n").getBytes(ISO_8859_1));
      return;
    }
    out.writeBytes(("*" + words.size() + "\r\n").getBytes(ISO_8859_1));
    for (String word : words) {
      out.writeBytes(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(ISO_8859_1));
    }
  }

  private static List<String> quoted(List<String> words) {
    return words.stream().map(word -> word.matches("[!#-&(-~]+") ? word : quoted(word)).toList();
  }

  private static String quoted(String word) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      quoted.append(
          switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : c;
          });
    }
    return quoted.append('"').toString();
  }

  /** An argument as this server gets it. */
  String text(Argument argument) {
    if (argument instanceof Argument.Key key) {
      return prefix + key.name();
    }
    if (argument instanceof Argument.GivenId given) {
      @Nullable String id = givenIds.get(given.request());
      return id == null ? "1-1" : id;
    }
    return ((Argument.Literal) argument).text();
  }

  /** A request as it can be typed. */
  String line(Request request) {
    return String.join(" ", quoted(request.arguments().stream().map(this::text).toList()));
  }

  @Override
  public void close() {
    wires.forEach(Wire::close);
  }
}
