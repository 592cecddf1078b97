package dev.rollcall.edge.resp;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.lookup.Answers;
import dev.rollcall.lookup.EditableMembership;
import dev.rollcall.lookup.MemberPage;
import dev.rollcall.wire.RespBatch;
import dev.rollcall.wire.RespWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The commands about the members of one set, and the table of all that are about sets. A key that
 * nothing has is a set without members. Thread-safe.
 */
public final class SetCommands {
  private static final String EACH_MEMBER = "O(N), N members given";
  private static final String ALL_MEMBERS = "O(N), N members of the set";

  private final KeyCatalog keys;
  private final RandomMembers random;
  private final SetAlgebra algebra;

  public SetCommands(KeyCatalog keys) {
    this.keys = keys;
    this.random = new RandomMembers(keys);
    this.algebra = new SetAlgebra(keys);
  }

  /** The commands. */
  public List<Command> commands() {
    return List.of(
        sadd(),
        srem(),
        sismember(),
        smismember(),
        scard(),
        smembers(),
        sscan(),
        srandmember(),
        spop(),
        sinter(),
        sintercard(),
        sunion(),
        sdiff());
  }

  private static Command.Builder set(String name, int arity, Flag... flags) {
    return Command.named(name).arity(arity).flags(flags).group(Group.SET).key();
  }

  private Command sadd() {
    return set("sadd", -3, Flag.WRITE, Flag.DENYOOM, Flag.FAST)
        .syntax("key member [member ...]")
        .complexity(EACH_MEMBER)
        .summary("Makes strings members of a set, which begins with its first one.")
        .reply("Integer: how many were none before")
        .batchedBy(this::add)
        .build();
  }

  private Command srem() {
    return set("srem", -3, Flag.WRITE, Flag.FAST)
        .syntax("key member [member ...]")
        .complexity(EACH_MEMBER)
        .summary("Removes members from a set, which ends with its last one unless it has a file.")
        .reply("Integer: how many were members before")
        .batchedBy(this::remove)
        .build();
  }

  private Command sismember() {
    return set("sismember", 3, Flag.READONLY, Flag.FAST)
        .syntax("key member")
        .summary("Tells whether a string is a member of a set.")
        .reply("Integer: 1 if it is, 0 if not")
        .batchedBy(this::isMember)
        .build();
  }

  private Command smismember() {
    return set("smismember", -3, Flag.READONLY, Flag.FAST)
        .since("6.2.0")
        .syntax("key member [member ...]")
        .complexity(EACH_MEMBER)
        .summary("Tells of each string whether it is a member of a set.")
        .reply("Array of integers: 1 or 0 for each, in the order asked")
        .handledBy(this::areMembers)
        .build();
  }

  private Command scard() {
    return set("scard", 2, Flag.READONLY, Flag.FAST)
        .syntax("key")
        .summary("Counts the members of a set.")
        .reply("Integer")
        .handledBy(this::count)
        .build();
  }

  private Command smembers() {
    return set("smembers", 2, Flag.READONLY)
        .syntax("key")
        .complexity(ALL_MEMBERS)
        .summary("Lists all members of a set, up to 16 MiB of them.")
        .reply("Set, in no order")
        .handledBy(this::members)
        .build();
  }

  private Command sscan() {
    return set("sscan", -3, Flag.READONLY)
        .since("2.8.0")
        .syntax("key cursor [MATCH pattern] [COUNT count]")
        .complexity("O(1) a call, O(N) for all N members")
        .summary("Goes through the members of a set, page by page.")
        .reply("Array: the next cursor, 0 at the end, and an array of members")
        .handledBy(this::scan)
        .build();
  }

  private Command srandmember() {
    return set("srandmember", -2, Flag.READONLY)
        .syntax("key [count]")
        .complexity("O(N), N members returned")
        .summary("Chooses members of a set at random; with a negative count, some more than once.")
        .reply("Bulk string, or null where the set is empty; with a count an array")
        .handledBy(random::choose)
        .build();
  }

  private Command spop() {
    return set("spop", -2, Flag.WRITE, Flag.FAST)
        .syntax("key [count]")
        .complexity("O(N), N members returned")
        .summary("Removes members chosen at random from a set; each is given to one caller alone.")
        .reply("Bulk string, or null where the set is empty; with a count a set")
        .handledBy(random::pop)
        .build();
  }

  private Command sinter() {
    return set("sinter", -2, Flag.READONLY)
        .keys(1, -1, 1)
        .syntax("key [key ...]")
        .complexity("O(N*M), N members of the smallest of M sets")
        .summary("Lists what is a member of every set.")
        .reply("Set, in no order")
        .handledBy(algebra::intersect)
        .build();
  }

  private Command sintercard() {
    return Command.named("sintercard")
        .arity(-3)
        .flags(Flag.READONLY)
        .group(Group.SET)
        .since("7.0.0")
        .keys(SetAlgebra::numberedKeys)
        .syntax("numkeys key [key ...] [LIMIT limit]")
        .complexity("O(N*M), N members of the smallest of M sets")
        .summary("Counts what is a member of every set, up to a limit.")
        .reply("Integer")
        .handledBy(algebra::countIntersection)
        .build();
  }

  private Command sunion() {
    return set("sunion", -2, Flag.READONLY)
        .keys(1, -1, 1)
        .syntax("key [key ...]")
        .complexity("O(N), N members of all sets together")
        .summary("Lists what is a member of any of the sets.")
        .reply("Set, in no order")
        .handledBy(algebra::unite)
        .build();
  }

  private Command sdiff() {
    return set("sdiff", -2, Flag.READONLY)
        .keys(1, -1, 1)
        .syntax("key [key ...]")
        .complexity("O(N*M), N members of the first of M sets")
        .summary("Lists what is a member of the first set and of none of the others.")
        .reply("Set, in no order")
        .handledBy(algebra::subtract)
        .build();
  }

  // ---- Members that are given

  private CompletableFuture<?> isMember(Run run) {
    return keys.set(KeyCatalog.name(run.call(0), 1))
        .thenCompose(set -> answers(set, members(run)))
        .thenAccept(answers -> writeBits(run.out(), answers, run.count()));
  }

  private CompletableFuture<?> areMembers(Call call) {
    ByteSlices members = call.slicesFrom(2);
    return keys.set(KeyCatalog.name(call, 1))
        .thenCompose(set -> answers(set, members))
        .thenAccept(
            answers -> {
              call.out().array(members.count());
              writeBits(call.out(), answers, members.count());
            });
  }

  private static CompletableFuture<@Nullable Answers> answers(
      @Nullable EditableMembership set, ByteSlices members) {
    return set == null
        ? CompletableFuture.completedFuture(null)
        : set.ask(members).thenApply(answers -> answers);
  }

  private static void writeBits(RespWriter out, @Nullable Answers answers, int count) {
    for (int i = 0; i < count; i++) {
      out.integer(answers != null && answers.contains(i) ? 1 : 0);
    }
  }

  private CompletableFuture<?> add(Run run) {
    return keys.setToBe(KeyCatalog.newName(run.call(0), 1))
        .thenCompose(set -> answers(set, members(run), EditableMembership::add))
        .thenAccept(answers -> writeCounts(run, answers));
  }

  private CompletableFuture<?> remove(Run run) {
    return keys.set(KeyCatalog.name(run.call(0), 1))
        .thenCompose(set -> answers(set, members(run), EditableMembership::remove))
        .thenAccept(answers -> writeCounts(run, answers));
  }

  private static CompletableFuture<@Nullable Answers> answers(
      @Nullable EditableMembership set,
      ByteSlices members,
      BiFunction<EditableMembership, ByteSlices, CompletableFuture<Answers>> change) {
    return set == null
        ? CompletableFuture.completedFuture(null)
        : change.apply(set, members).thenApply(answers -> answers);
  }

  /** The members that all calls of a run name, where they lie. */
  private static ByteSlices members(Run run) {
    RespBatch batch = run.batch();
    ByteSlices arguments = batch.arguments();
    ByteSlices members = new ByteSlices(arguments.bytes(), run.count());
    for (int i = 0; i < run.count(); i++) {
      int first = batch.first(run.from() + i);
      for (int j = first + 2; j < first + batch.arguments(run.from() + i); j++) {
        members.add(arguments.start(j), arguments.end(j));
      }
    }
    return members;
  }

  /** For each call of a run the number of its members whose bit is set. */
  private static void writeCounts(Run run, @Nullable Answers answers) {
    int at = 0;
    for (int i = 0; i < run.count(); i++) {
      int count = 0;
      for (int end = at + run.batch().arguments(run.from() + i) - 2; at < end; at++) {
        count += answers != null && answers.contains(at) ? 1 : 0;
      }
      run.out().integer(count);
    }
  }

  // ---- All members

  private CompletableFuture<?> count(Call call) {
    return keys.set(KeyCatalog.name(call, 1))
        .thenCompose(set -> set == null ? CompletableFuture.completedFuture(0L) : set.count())
        .thenAccept(call.out()::integer);
  }

  private CompletableFuture<?> members(Call call) {
    return keys.set(KeyCatalog.name(call, 1))
        .thenCompose(SetCommands::whole)
        .thenAccept(members -> MemberReply.writeSet(call.out(), members));
  }

  /**
   * All members of a set.
   *
   * @return fails with {@link MemberReply#tooLong} where a reply cannot have them
   */
  static CompletableFuture<List<byte[]>> whole(@Nullable EditableMembership set) {
    return set == null
        ? CompletableFuture.completedFuture(List.of())
        : set.count()
            .thenCompose(
                count -> {
                  if (count > MemberReply.MEMBERS_MAX) {
                    throw MemberReply.tooLong();
                  }
                  return set.scan(0, Integer.MAX_VALUE);
                })
            .thenApply(
                page -> {
                  if (page.next() != 0) {
                    throw MemberReply.tooLong();
                  }
                  return page.members();
                });
  }

  private CompletableFuture<?> scan(Call call) {
    long cursor = ScanArguments.cursor(call, 2);
    return keys.set(KeyCatalog.name(call, 1))
        .thenCompose(
            set -> {
              if (set == null) {
                // As Redis: of nothing the words after the cursor are not looked at.
                writePage(call.out(), new MemberPage(0, List.of()));
                return CompletableFuture.completedFuture(null);
              }
              ScanArguments words = ScanArguments.read(call, 3, false);
              return set.scan(cursor, words.count())
                  .thenAccept(page -> writePage(call.out(), matching(page, words)));
            });
  }

  private static MemberPage matching(MemberPage page, ScanArguments words) {
    return new MemberPage(page.next(), page.members().stream().filter(words::matches).toList());
  }

  private static void writePage(RespWriter out, MemberPage page) {
    out.array(2);
    out.bulk(Long.toUnsignedString(page.next()));
    MemberReply.writeArray(out, page.members());
  }
}
