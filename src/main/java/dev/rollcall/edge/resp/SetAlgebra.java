package dev.rollcall.edge.resp;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.lookup.EditableMembership;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * SINTER, SINTERCARD, SUNION and SDIFF: one set is gone through page by page, and the others are
 * asked for what a page has. Nothing is held but a page and the reply, however large the sets are.
 * What is changed meanwhile may be seen or not. Thread-safe.
 */
final class SetAlgebra {
  /** Enough for one batch, few enough for one moment. */
  private static final int PAGE_MEMBERS = 10_000;

  private final KeyCatalog keys;

  SetAlgebra(KeyCatalog keys) {
    this.keys = keys;
  }

  /** Takes members of a walk; false when it has enough. */
  private interface Taker {
    boolean take(List<byte[]> members);
  }

  // ---- The commands

  CompletableFuture<?> intersect(Call call) {
    MemberReply reply = new MemberReply();
    return sets(call, 1, call.count())
        .thenCompose(sets -> intersect(sets, members -> addAll(reply, members)))
        .thenAccept(done -> MemberReply.writeSet(call.out(), reply.list()));
  }

  CompletableFuture<?> countIntersection(Call call) {
    int end = 2 + numberOfKeys(call);
    long limit = limit(call, end);
    CountedMembers counted = new CountedMembers();
    return sets(call, 2, end)
        .thenCompose(
            sets ->
                intersect(
                    sets,
                    members -> {
                      counted.add(members);
                      return limit == 0 || counted.count() < limit;
                    }))
        .thenAccept(
            done ->
                call.out()
                    .integer(limit == 0 ? counted.count() : Math.min(limit, counted.count())));
  }

  CompletableFuture<?> unite(Call call) {
    MemberReply reply = new MemberReply();
    return sets(call, 1, call.count())
        .thenCompose(
            sets -> {
              CompletableFuture<Void> walked = CompletableFuture.completedFuture(null);
              for (EditableMembership set : sets) {
                if (set != null) {
                  walked =
                      walked.thenCompose(
                          before -> walk(set, 0, List.of(), true, m -> addAll(reply, m)));
                }
              }
              return walked;
            })
        .thenAccept(done -> MemberReply.writeSet(call.out(), reply.list()));
  }

  CompletableFuture<?> subtract(Call call) {
    MemberReply reply = new MemberReply();
    return sets(call, 1, call.count())
        .thenCompose(
            sets -> {
              EditableMembership first = sets.get(0);
              return first == null
                  ? CompletableFuture.completedFuture(null)
                  : walk(
                      first,
                      0,
                      present(sets.subList(1, sets.size())),
                      false,
                      members -> addAll(reply, members));
            })
        .thenAccept(done -> MemberReply.writeSet(call.out(), reply.list()));
  }

  private static boolean addAll(MemberReply reply, List<byte[]> members) {
    members.forEach(reply::add);
    return true;
  }

  // ---- Arguments

  /** The keys of a call whose first argument says how many there are. */
  static List<Integer> numberedKeys(List<byte[]> arguments) {
    if (arguments.size() < 3) {
      return List.of();
    }
    String count = new String(arguments.get(1), StandardCharsets.ISO_8859_1);
    int keys = count.matches("[1-9]\\d{0,6}") ? Integer.parseInt(count) : 0;
    return keys > arguments.size() - 2 ? List.of() : IntStream.range(2, 2 + keys).boxed().toList();
  }

  private static int numberOfKeys(Call call) {
    RespError none = RespError.argument("numkeys should be greater than 0");
    long count = Numbers.integer(call, 1, none);
    if (count < 1) {
      throw none;
    }
    if (count > call.count() - 2) {
      throw RespError.argument("Number of keys can't be greater than number of args");
    }
    return (int) count;
  }

  private static long limit(Call call, int from) {
    RespError negative = RespError.argument("LIMIT can't be negative");
    long limit = 0;
    for (int i = from; i < call.count(); i += 2) {
      if (!call.is(i, "LIMIT") || i + 1 == call.count()) {
        throw RespError.syntax();
      }
      limit = Numbers.integer(call, i + 1, negative);
      if (limit < 0) {
        throw negative;
      }
    }
    return limit;
  }

  /** The sets that arguments name, null for those without members. */
  private CompletableFuture<List<@Nullable EditableMembership>> sets(Call call, int from, int to) {
    List<CompletableFuture<@Nullable EditableMembership>> found = new ArrayList<>();
    for (int i = from; i < to; i++) {
      found.add(keys.set(KeyCatalog.name(call, i)));
    }
    return CompletableFuture.allOf(found.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              List<@Nullable EditableMembership> sets = new ArrayList<>();
              found.forEach(set -> sets.add(set.join()));
              return sets;
            });
  }

  private static List<EditableMembership> present(List<@Nullable EditableMembership> sets) {
    List<EditableMembership> present = new ArrayList<>();
    for (EditableMembership set : sets) {
      if (set != null) {
        present.add(set);
      }
    }
    return present;
  }

  // ---- Walking

  private record Counted(EditableMembership set, long count) {}

  /** Goes through the smallest set; those that may drop most are asked first. */
  private static CompletableFuture<Void> intersect(
      List<@Nullable EditableMembership> sets, Taker taker) {
    List<EditableMembership> present = present(sets);
    if (present.size() < sets.size()) {
      return CompletableFuture.completedFuture(null);
    }
    List<CompletableFuture<Counted>> counts =
        present.stream()
            .map(set -> set.count().thenApply(count -> new Counted(set, count)))
            .toList();
    return CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new))
        .thenCompose(
            done -> {
              List<EditableMembership> bySize =
                  counts.stream()
                      .map(CompletableFuture::join)
                      .sorted(Comparator.comparingLong(Counted::count))
                      .map(Counted::set)
                      .toList();
              return walk(bySize.get(0), 0, bySize.subList(1, bySize.size()), true, taker);
            });
  }

  /** Goes through a set from a cursor on; takes what all the others have, or none of them. */
  private static CompletableFuture<Void> walk(
      EditableMembership set,
      long cursor,
      List<EditableMembership> others,
      boolean wanted,
      Taker taker) {
    return set.scan(cursor, PAGE_MEMBERS)
        .thenCompose(
            page ->
                among(page.members(), others, wanted)
                    .thenCompose(
                        members ->
                            taker.take(members) && page.next() != 0
                                ? walk(set, page.next(), others, wanted, taker)
                                : CompletableFuture.completedFuture(null)));
  }

  private static CompletableFuture<List<byte[]>> among(
      List<byte[]> members, List<EditableMembership> others, boolean wanted) {
    if (members.isEmpty() || others.isEmpty()) {
      return CompletableFuture.completedFuture(members);
    }
    return others
        .get(0)
        .ask(ByteSlices.copyOf(members))
        .thenCompose(
            answers ->
                among(
                    IntStream.range(0, members.size())
                        .filter(i -> answers.contains(i) == wanted)
                        .mapToObj(members::get)
                        .toList(),
                    others.subList(1, others.size()),
                    wanted));
  }
}
