package dev.rollcall.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What of a reply has to be the same on both servers. */
enum Comparison {
  /** Every byte. */
  EXACT,
  /** Every byte, but the parts may come in any order. */
  ANY_ORDER,
  /** The ID that the server has given to a message; it is known from then on. */
  GIVES_ID,
  /** All but how long ago something was, in the lists of XPENDING. */
  PENDING,
  /** All but the fields that tell of time, memory or versions. */
  FIELDS,
  /** As {@link #FIELDS}, with the lists of what was delivered inside. */
  FULL_INFO,
  /** The kind of reply. */
  KIND,
  /** All that the cursors lead to, in any order. */
  SCAN,
  /** How many; each is a member, and none comes twice where that was asked for. */
  RANDOM,
  /** As {@link #RANDOM}; what was taken out is put back. */
  POP;

  private static final String ANY = "?";

  private static final Set<String> PASSING =
      Set.of(
          "idle",
          "inactive",
          "seen-time",
          "active-time",
          "delivery-time",
          "radix-tree-keys",
          "radix-tree-nodes",
          "version",
          "server",
          "id",
          "modules");

  /** Whether it takes more than one request, so that it cannot stand among others. */
  boolean takesMore() {
    return this == SCAN || this == RANDOM || this == POP;
  }

  /** The reply without what may differ. */
  Value masked(Value reply) {
    return switch (this) {
      case ANY_ORDER -> reply.isAggregate() ? reply.sorted() : reply;
      case PENDING ->
          reply.isAggregate()
              ? reply.withParts(
                  reply.parts().stream()
                      .map(part -> part.parts().size() == 4 ? masked(part, 2) : part)
                      .toList())
              : reply;
      case FIELDS -> fields(reply);
      case FULL_INFO -> fullInfo(fields(reply));
      case KIND -> reply.isError() ? reply : Value.scalar(reply.marker(), ANY);
      default -> reply;
    };
  }

  private static Value masked(Value part, int index) {
    return part.mapPart(index, value -> Value.scalar(value.marker(), ANY));
  }

  /** Names and values by turns, at any depth. */
  private static Value fields(Value reply) {
    if (!reply.isAggregate()) {
      return reply;
    }
    List<Value> parts = new ArrayList<>();
    for (Value part : reply.parts()) {
      Value before = parts.isEmpty() ? part : parts.get(parts.size() - 1);
      boolean passing =
          parts.size() % 2 == 1 && before.isString() && PASSING.contains(before.text());
      parts.add(passing ? Value.scalar(part.marker(), ANY) : fields(part));
    }
    return reply.withParts(parts);
  }

  /** XINFO STREAM FULL: groups have [ID, consumer, time, count], consumers [ID, time, count]. */
  private static Value fullInfo(Value reply) {
    if (!reply.isAggregate()) {
      return reply;
    }
    List<Value> parts = new ArrayList<>();
    for (Value part : reply.parts()) {
      Value before = parts.isEmpty() ? part : parts.get(parts.size() - 1);
      boolean pending =
          before.isString() && (before.text().equals("pel") || before.text().equals("pending"));
      parts.add(
          pending && part.isAggregate()
              ? part.withParts(
                  part.parts().stream()
                      .map(entry -> masked(entry, entry.parts().size() - 2))
                      .toList())
              : fullInfo(part));
    }
    return reply.withParts(parts);
  }
}
