package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.lookup.Sets;
import dev.rollcall.store.Keys;
import dev.rollcall.wire.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The commands about keys, whatever they stand for: sets and topics. Thread-safe. */
public final class KeyCommands implements Keyspace {
  private static final String EACH_KEY = "O(N), N keys given";
  private static final String ALL_KEYS = "O(N), N keys in all";

  /** Each wakes a set or a topic and waits for the disk; together they share its commits. */
  private static final int DELETED_AT_ONCE = 32;

  private final KeyCatalog keys;
  private final Sets sets;
  private final Topics topics;

  /** The keys as they were when a walk through them was begun last; null before the first. */
  private volatile @Nullable KeyOrder order;

  public KeyCommands(KeyCatalog keys, Sets sets, Topics topics) {
    this.keys = keys;
    this.sets = sets;
    this.topics = topics;
  }

  /** The commands. */
  public List<Command> commands() {
    return List.of(
        exists(),
        type(),
        deleting("del", "1.0.0", "Deletes keys; a set that has a file is left alone."),
        deleting("unlink", "4.0.0", "Deletes keys, as DEL does.", Flag.FAST),
        keysCommand(),
        scan(),
        randomkey());
  }

  private static Command.Builder generic(String name, int arity, Flag... flags) {
    return Command.named(name).arity(arity).flags(flags).group(Group.GENERIC);
  }

  private Command exists() {
    return generic("exists", -2, Flag.READONLY, Flag.FAST)
        .keys(1, -1, 1)
        .syntax("key [key ...]")
        .complexity(EACH_KEY)
        .summary("Counts which of the keys there are; one that is given twice counts twice.")
        .reply("Integer")
        .handledBy(this::exist)
        .build();
  }

  private Command type() {
    return generic("type", 2, Flag.READONLY, Flag.FAST)
        .key()
        .syntax("key")
        .summary("Tells what a key stands for.")
        .reply("Simple string: set, stream or none")
        .handledBy(this::type)
        .build();
  }

  private Command deleting(String name, String since, String summary, Flag... more) {
    return generic(name, -2, Flag.WRITE)
        .flags(more)
        .since(since)
        .keys(1, -1, 1)
        .syntax("key [key ...]")
        .complexity(EACH_KEY)
        .summary(summary)
        .reply("Integer: how many there were")
        .handledBy(this::delete)
        .build();
  }

  private Command keysCommand() {
    return generic("keys", 2, Flag.READONLY)
        .categories("dangerous")
        .syntax("pattern")
        .complexity(ALL_KEYS)
        .summary("Lists the keys that match a pattern.")
        .reply("Array of bulk strings, in no order")
        .handledBy(this::match)
        .build();
  }

  private Command scan() {
    return generic("scan", -2, Flag.READONLY)
        .since("2.8.0")
        .syntax("cursor [MATCH pattern] [COUNT count] [TYPE type]")
        .complexity("O(1) a call, O(N) for all N keys")
        .summary("Goes through all keys, page by page.")
        .reply("Array: the next cursor, 0 at the end, and an array of keys")
        .handledBy(this::scan)
        .build();
  }

  private Command randomkey() {
    return generic("randomkey", 1, Flag.READONLY)
        .complexity(ALL_KEYS)
        .summary("Chooses a key at random.")
        .reply("Bulk string, or null where there is none")
        .handledBy(this::random)
        .build();
  }

  // ---- What there is

  private CompletableFuture<?> exist(Call call) {
    List<CompletableFuture<Keys.@Nullable Kind>> kinds = new ArrayList<>();
    for (int i = 1; i < call.count(); i++) {
      kinds.add(keys.kindNow(KeyCatalog.name(call, i)));
    }
    return CompletableFuture.allOf(kinds.toArray(CompletableFuture<?>[]::new))
        .thenRun(
            () -> call.out().integer(kinds.stream().filter(kind -> kind.join() != null).count()));
  }

  private CompletableFuture<?> type(Call call) {
    return keys.kindNow(KeyCatalog.name(call, 1))
        .thenAccept(kind -> call.out().simple(kind == null ? "none" : spelling(kind)));
  }

  private static String spelling(Keys.Kind kind) {
    return switch (kind) {
      case SET -> "set";
      case TOPIC -> "stream";
    };
  }

  private CompletableFuture<?> match(Call call) {
    Glob pattern = Glob.of(call.bytes(1));
    return keys.names()
        .thenAccept(
            names -> {
              MemberReply reply = new MemberReply();
              for (String name : names.keySet()) {
                byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                if (pattern.matches(bytes)) {
                  reply.add(bytes);
                }
              }
              MemberReply.writeArray(call.out(), reply.list());
            });
  }

  private CompletableFuture<?> scan(Call call) {
    long cursor = ScanArguments.cursor(call, 1);
    ScanArguments words = ScanArguments.read(call, 2, true);
    return order(cursor)
        .thenAccept(
            sorted -> {
              KeyOrder.Page page = sorted.page(cursor, words.count());
              List<byte[]> found = new ArrayList<>();
              for (KeyOrder.Entry key : page.keys()) {
                byte[] bytes = key.name().getBytes(StandardCharsets.UTF_8);
                if ((words.type() == null || words.type().equals(spelling(key.kind())))
                    && words.matches(bytes)) {
                  found.add(bytes);
                }
              }
              call.out().array(2);
              call.out().bulk(Long.toString(page.next()));
              MemberReply.writeArray(call.out(), found);
            });
  }

  /** As old as the walk at most, or a key that came before it might be missing. */
  private CompletableFuture<KeyOrder> order(long cursor) {
    KeyOrder known = order;
    // The walk may have begun on another node.
    return cursor == 0 || known == null || keys.isShared()
        ? keys.names()
            .thenApply(
                names -> {
                  KeyOrder now = new KeyOrder(names);
                  order = now;
                  return now;
                })
        : CompletableFuture.completedFuture(known);
  }

  private CompletableFuture<?> random(Call call) {
    return keys.names()
        .thenAccept(
            names -> {
              if (names.isEmpty()) {
                call.out().nil();
              } else {
                List<String> all = List.copyOf(names.keySet());
                call.out().bulk(all.get(ThreadLocalRandom.current().nextInt(all.size())));
              }
            });
  }

  // ---- What shall not be any more

  private CompletableFuture<?> delete(Call call) {
    List<@Nullable String> names = new ArrayList<>();
    for (int i = 1; i < call.count(); i++) {
      String name = KeyCatalog.name(call, i);
      if (keys.isConfigured(name)) {
        throw RespError.argument(
            "set '"
                + name
                + "' has a file, which says what it has: take it out of the configuration, or"
                + " remove members with SREM; nothing was deleted");
      }
      names.add(name);
    }
    return deleted(names, 0, 0).thenAccept(call.out()::integer);
  }

  /** One after the other: a key may be given twice. */
  private CompletableFuture<Long> deleted(List<@Nullable String> names, int from, long count) {
    if (from == names.size()) {
      return CompletableFuture.completedFuture(count);
    }
    String name = names.get(from);
    CompletableFuture<Boolean> one =
        name == null
            ? CompletableFuture.completedFuture(false)
            : keys.kindNow(name).thenCompose(kind -> delete(name, kind));
    return one.thenCompose(was -> deleted(names, from + 1, count + (was ? 1 : 0)));
  }

  private CompletableFuture<Boolean> delete(String name, Keys.@Nullable Kind kind) {
    if (kind == null) {
      return CompletableFuture.completedFuture(false);
    }
    return kind == Keys.Kind.SET ? sets.atRunTime(name).clear() : topics.delete(name);
  }

  @Override
  public CompletableFuture<Integer> count() {
    return keys.names().thenApply(Map::size);
  }

  /** Deletes all sets made at run time and all topics; completed when all of it is durable. */
  @Override
  public CompletableFuture<Void> clear() {
    return keys.names().thenCompose(this::deleteAll);
  }

  private CompletableFuture<Void> deleteAll(SortedMap<String, Keys.Kind> names) {
    List<@Nullable String> all = new ArrayList<>(names.keySet());
    all.removeIf(keys::isConfigured);
    List<CompletableFuture<Long>> lanes = new ArrayList<>();
    int lane = all.size() / DELETED_AT_ONCE + 1;
    for (int from = 0; from < all.size(); from += lane) {
      lanes.add(deleted(all.subList(from, Math.min(from + lane, all.size())), 0, 0));
    }
    return CompletableFuture.allOf(lanes.toArray(CompletableFuture<?>[]::new));
  }
}
