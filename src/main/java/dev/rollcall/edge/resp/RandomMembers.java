package dev.rollcall.edge.resp;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.lookup.Answers;
import dev.rollcall.lookup.EditableMembership;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** SRANDMEMBER and SPOP: members chosen at random. Thread-safe. */
final class RandomMembers {
  /** Where more than one in so many is wanted, all are read: most draws would be repeats. */
  private static final int ALL_READ_FROM = 3;

  private final KeyCatalog keys;

  RandomMembers(KeyCatalog keys) {
    this.keys = keys;
  }

  // ---- SRANDMEMBER

  CompletableFuture<?> choose(Call call) {
    checkWords(call);
    if (call.count() == 2) {
      return keys.set(KeyCatalog.name(call, 1))
          .thenCompose(set -> sample(set, 1))
          .thenAccept(one -> writeOne(call, one));
    }
    long count = call.integer(2);
    if (count == Long.MIN_VALUE) {
      throw RespError.argument(
          "value is out of range, value must between -9223372036854775807 and"
              + " 9223372036854775807");
    }
    return keys.set(KeyCatalog.name(call, 1))
        .thenCompose(set -> count < 0 ? repeating(set, -count) : distinct(set, count))
        .thenAccept(members -> MemberReply.writeArray(call.out(), members));
  }

  private static void checkWords(Call call) {
    if (call.count() > 3) {
      throw RespError.syntax();
    }
  }

  private static void writeOne(Call call, List<byte[]> one) {
    if (one.isEmpty()) {
      call.out().nil();
    } else {
      call.out().bulk(one.get(0));
    }
  }

  private static CompletableFuture<List<byte[]>> sample(
      @Nullable EditableMembership set, int count) {
    return set == null || count == 0
        ? CompletableFuture.completedFuture(List.of())
        : set.sample(count);
  }

  private static CompletableFuture<List<byte[]>> repeating(
      @Nullable EditableMembership set, long count) {
    return sample(set, (int) Math.min(count, Integer.MAX_VALUE))
        .thenApply(
            members -> {
              if (!members.isEmpty() && members.size() < count) {
                throw MemberReply.tooLong();
              }
              return members;
            });
  }

  /** So many different members, or all. */
  private static CompletableFuture<List<byte[]>> distinct(
      @Nullable EditableMembership set, long count) {
    if (set == null || count == 0) {
      return CompletableFuture.completedFuture(List.of());
    }
    return set.count()
        .thenCompose(
            size ->
                count > size / ALL_READ_FROM
                    ? firstOfAll(set, count, size)
                    : drawn(set, (int) count, new MemberReply()));
  }

  private static CompletableFuture<List<byte[]>> firstOfAll(
      EditableMembership set, long count, long size) {
    if (Math.min(count, size) > MemberReply.MEMBERS_MAX) {
      throw MemberReply.tooLong();
    }
    return set.scan(0, Integer.MAX_VALUE)
        .thenCompose(
            page -> {
              if (page.next() != 0 && count >= size) {
                throw MemberReply.tooLong();
              }
              if (page.next() != 0) {
                return drawn(set, (int) count, new MemberReply());
              }
              List<byte[]> all = new ArrayList<>(page.members());
              Collections.shuffle(all, ThreadLocalRandom.current());
              return CompletableFuture.completedFuture(
                  all.subList(0, (int) Math.min(count, all.size())));
            });
  }

  /** Draws until there are so many different ones; a set that shrinks meanwhile is read whole. */
  private static CompletableFuture<List<byte[]>> drawn(
      EditableMembership set, int count, MemberReply drawn) {
    return set.sample(count - drawn.count())
        .thenCompose(
            some -> {
              int before = drawn.count();
              some.forEach(drawn::add);
              if (drawn.count() >= count || some.isEmpty()) {
                return CompletableFuture.completedFuture(drawn.list());
              }
              return drawn.count() > before ? drawn(set, count, drawn) : distinct(set, count);
            });
  }

  // ---- SPOP

  CompletableFuture<?> pop(Call call) {
    checkWords(call);
    if (call.count() == 2) {
      return keys.set(KeyCatalog.name(call, 1))
          .thenCompose(set -> popped(set, 1))
          .thenAccept(one -> writeOne(call, one));
    }
    long count = positive(call);
    return keys.set(KeyCatalog.name(call, 1))
        .thenCompose(set -> popped(set, count))
        .thenAccept(members -> MemberReply.writeSet(call.out(), members));
  }

  private static long positive(Call call) {
    RespError negative = RespError.argument("value is out of range, must be positive");
    long count = Numbers.integer(call, 2, negative);
    if (count < 0) {
      throw negative;
    }
    return count;
  }

  private static CompletableFuture<List<byte[]>> popped(
      @Nullable EditableMembership set, long count) {
    return set == null
        ? CompletableFuture.completedFuture(List.of())
        : popped(set, count, new ArrayList<>());
  }

  /** Whoever removes a member has popped it; where somebody else was quicker others are chosen. */
  private static CompletableFuture<List<byte[]>> popped(
      EditableMembership set, long count, List<byte[]> popped) {
    return distinct(set, count - popped.size())
        .thenCompose(
            chosen ->
                chosen.isEmpty()
                    ? CompletableFuture.completedFuture(popped)
                    : set.remove(ByteSlices.copyOf(chosen))
                        .thenCompose(
                            removed -> {
                              take(chosen, removed, popped);
                              return popped(set, count, popped);
                            }));
  }

  private static void take(List<byte[]> chosen, Answers removed, List<byte[]> popped) {
    for (int i = 0; i < chosen.size(); i++) {
      if (removed.contains(i)) {
        popped.add(chosen.get(i));
      }
    }
  }
}
