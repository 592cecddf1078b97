package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.TopicName;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.edge.resp.GroupCalls.Absent;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** XGROUP: groups and consumers come and go. */
final class GroupEditing {
  private static final int KEY = 2;
  private static final int GROUP = 3;
  private static final int ID = 4;
  private static final int CONSUMER = 4;

  private final GroupCalls calls;

  GroupEditing(GroupCalls calls) {
    this.calls = calls;
  }

  /** The command, for a table that it will be in. */
  Command command(CommandTable table) {
    return Command.named("xgroup")
        .arity(-2)
        .group(Command.Group.STREAM)
        .since("5.0.0")
        .complexity("depends on the subcommand")
        .summary("Makes and gives up consumer groups and their consumers.")
        .subcommands(
            edit("create", -5, "<key> <group> <id|$> [MKSTREAM] [ENTRIESREAD <count>]")
                .summary("Makes a group that reads what comes after an ID.")
                .reply("OK")
                .handledBy(this::create),
            edit("createconsumer", 5, "<key> <group> <consumer>")
                .since("6.2.0")
                .summary("Makes a consumer; reading would do that too.")
                .reply("integer: 1 if it is new")
                .handledBy(this::createConsumer),
            edit("delconsumer", 5, "<key> <group> <consumer>")
                .complexity("O(N log(N)) with N messages pending for it")
                .summary("Gives up a consumer; what was pending for it goes with it.")
                .reply("integer: how many messages were pending for it")
                .handledBy(this::deleteConsumer),
            edit("destroy", 4, "<key> <group>")
                .summary("Gives up a group with all that is pending in it.")
                .reply("integer: 1 if there was one")
                .handledBy(this::destroy),
            Help.in(table, Group.STREAM),
            edit("setid", -5, "<key> <group> <id|$> [ENTRIESREAD <count>]")
                .summary("Moves the place from which a group reads on.")
                .reply("OK")
                .handledBy(this::setId))
        .build();
  }

  private static Command.Builder edit(String name, int arity, String syntax) {
    return Command.named(name)
        .arity(arity)
        .keys(KEY, KEY, 1)
        .flags(Flag.WRITE)
        .group(Group.STREAM)
        .since("5.0.0")
        .syntax(syntax);
  }

  private <T> CompletableFuture<T> edited(Call call, Supplier<CompletableFuture<T>> edit) {
    return calls.explained(calls.ofTopic(call.text(KEY), edit), call, KEY, GROUP, Absent.EDITING);
  }

  // ---- Groups

  private CompletableFuture<?> create(Call call) {
    Options options = Options.of(call, true);
    String topic = call.text(KEY);
    MessageId after;
    try {
      after = after(call, StreamIds::strict);
    } catch (RespError e) {
      return wrongId(call, e, options.makeTopic);
    }
    if (options.makeTopic && !TopicName.isValid(topic)) {
      throw RespError.argument("the name of a stream must be " + TopicName.RULE);
    }
    return edited(
            call,
            () ->
                calls
                    .groups()
                    .create(
                        topic,
                        GroupCalls.name(call, GROUP),
                        after,
                        options.entriesRead,
                        options.makeTopic))
        .thenRun(() -> call.out().simple("OK"));
  }

  /** An ID is looked at after the key, which has to exist unless it would be made. */
  private CompletableFuture<?> wrongId(Call call, RespError wrong, boolean makeTopic) {
    return edited(
        call,
        () ->
            makeTopic
                ? CompletableFuture.failedFuture(wrong)
                : calls
                    .groups()
                    .describe(call.text(KEY))
                    .thenCompose(groups -> CompletableFuture.failedFuture(wrong)));
  }

  private CompletableFuture<?> setId(Call call) {
    Options options = Options.of(call, false);
    MessageId after;
    try {
      after = after(call, StreamIds::loose);
    } catch (RespError e) {
      return calls.wrong(call, KEY, GROUP, e, Absent.EDITING);
    }
    return edited(
            call,
            () ->
                calls
                    .groups()
                    .setCursor(
                        call.text(KEY), GroupCalls.name(call, GROUP), after, options.entriesRead))
        .thenRun(() -> call.out().simple("OK"));
  }

  private interface Parsing {
    MessageId id(Call call, int argument);
  }

  private static @Nullable MessageId after(Call call, Parsing parsing) {
    return call.is(ID, "$") ? null : parsing.id(call, ID);
  }

  private CompletableFuture<?> destroy(Call call) {
    return edited(call, () -> calls.groups().destroy(call.text(KEY), GroupCalls.latin(call, GROUP)))
        .thenAccept(there -> call.out().integer(there ? 1 : 0));
  }

  /** What may follow the ID. */
  private record Options(boolean makeTopic, long entriesRead) {
    private static final int FIRST = 5;

    /** The most arguments that CREATE has, with every option once. */
    private static final int COUNT_MAX = 8;

    static Options of(Call call, boolean create) {
      boolean makeTopic = false;
      long entriesRead = Groups.UNKNOWN;
      if (call.count() > COUNT_MAX) {
        throw syntax(call);
      }
      int at = FIRST;
      while (at < call.count()) {
        if (create && call.is(at, "MKSTREAM")) {
          makeTopic = true;
          at++;
        } else if (call.is(at, "ENTRIESREAD") && at + 1 < call.count()) {
          entriesRead = call.integer(at + 1);
          if (entriesRead < Groups.UNKNOWN) {
            throw RespError.argument("value for ENTRIESREAD must be positive or -1");
          }
          at += 2;
        } else {
          throw syntax(call);
        }
      }
      return new Options(makeTopic, entriesRead);
    }

    private static RespError syntax(Call call) {
      return RespError.argument(
          "unknown subcommand or wrong number of arguments for '"
              + GroupCalls.latin(call, 1)
              + "'. Try XGROUP HELP.");
    }
  }

  // ---- Consumers

  private CompletableFuture<?> createConsumer(Call call) {
    return edited(
            call,
            () ->
                calls
                    .groups()
                    .createConsumer(
                        call.text(KEY),
                        GroupCalls.latin(call, GROUP),
                        GroupCalls.name(call, CONSUMER)))
        .thenAccept(made -> call.out().integer(made ? 1 : 0));
  }

  private CompletableFuture<?> deleteConsumer(Call call) {
    return edited(
            call,
            () ->
                calls
                    .groups()
                    .deleteConsumer(
                        call.text(KEY),
                        GroupCalls.latin(call, GROUP),
                        GroupCalls.latin(call, CONSUMER)))
        .thenAccept(call.out()::integer);
  }
}
