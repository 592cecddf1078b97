package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.base.ByteSlices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks and changes a set by strings, and waits for the answers. */
final class Client {
  private final EditableMembership membership;

  Client(TestNode node) {
    this.membership = node.membership("names");
  }

  Client(EditableMembership membership) {
    this.membership = membership;
  }

  static ByteSlices slices(List<String> keys) {
    return ByteSlices.copyOf(keys.stream().map(key -> key.getBytes(UTF_8)).toList());
  }

  /** Those of the keys that are members. */
  List<String> members(String... keys) {
    return members(Arrays.asList(keys));
  }

  List<String> members(List<String> keys) {
    return chosen(keys, membership.ask(slices(keys)));
  }

  /** Adds keys; gives those that were none before. */
  List<String> add(String... keys) {
    return add(Arrays.asList(keys));
  }

  List<String> add(List<String> keys) {
    return chosen(keys, membership.add(slices(keys)));
  }

  /** Removes keys; gives those that were members before. */
  List<String> remove(String... keys) {
    return remove(Arrays.asList(keys));
  }

  List<String> remove(List<String> keys) {
    return chosen(keys, membership.remove(slices(keys)));
  }

  private static List<String> chosen(List<String> keys, CompletableFuture<Answers> asked) {
    Answers answers = asked.orTimeout(60, TimeUnit.SECONDS).join();
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (answers.contains(i)) {
        chosen.add(keys.get(i));
      }
    }
    return chosen;
  }

  long count() {
    return await(membership.count());
  }

  boolean clear() {
    return await(membership.clear());
  }

  /** So many members chosen at random. */
  List<String> sample(int count) {
    return strings(await(membership.sample(count)));
  }

  MemberPage page(long cursor, int count) {
    return await(membership.scan(cursor, count));
  }

  /** All members, from one page that has all of them. */
  List<String> all() {
    MemberPage page = page(0, Integer.MAX_VALUE);
    if (page.next() != 0) {
      throw new AssertionError("there are more");
    }
    return strings(page.members());
  }

  /** The pages of a walk through all members. */
  List<List<String>> pages(int count) {
    List<List<String>> pages = new ArrayList<>();
    long cursor = 0;
    do {
      MemberPage page = page(cursor, count);
      pages.add(strings(page.members()));
      cursor = page.next();
    } while (cursor != 0);
    return pages;
  }

  private static List<String> strings(List<byte[]> members) {
    return members.stream().map(member -> new String(member, UTF_8)).toList();
  }

  private static <T> T await(CompletableFuture<T> asked) {
    return asked.orTimeout(60, TimeUnit.SECONDS).join();
  }
}
