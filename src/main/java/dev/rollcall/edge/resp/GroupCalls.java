package dev.rollcall.edge.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.broadcast.GroupRefused;
import dev.rollcall.broadcast.Groups;
import dev.rollcall.store.Keys;
import dev.rollcall.wire.RespWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What the commands of consumer groups have in common: names, the kinds of keys, and what is
 * answered where a topic or a group is not there.
 *
 * @param blocking runs what waits for the store
 */
record GroupCalls(Groups groups, Keys keys, Executor blocking) {
  /** How a command says that there is no such topic or group. */
  enum Absent {
    /** Most commands. */
    EITHER,
    /** XREADGROUP. */
    READING,
    /** XREADGROUP that waited. */
    WAITING,
    /** XGROUP. */
    EDITING,
    /** XINFO. */
    INFORMING
  }

  /** The name of a group or of a consumer: any bytes, but not too many. */
  static String name(Call call, int argument) {
    byte[] name = call.bytes(argument);
    if (name.length > Groups.NAME_BYTES_MAX) {
      throw RespError.argument(
          "the name of a consumer group or consumer has at most "
              + Groups.NAME_BYTES_MAX
              + " bytes");
    }
    return new String(name, ISO_8859_1);
  }

  /** Writes the name of a group or of a consumer. */
  static void name(RespWriter out, String name) {
    out.bulk(name.getBytes(ISO_8859_1));
  }

  /** Goes on unless the key is a set. */
  <T> CompletableFuture<T> ofTopic(String key, Supplier<CompletableFuture<T>> then) {
    return keys.kind(key, blocking)
        .thenCompose(
            kind -> {
              if (kind == Keys.Kind.SET) {
                throw RespError.wrongType();
              }
              return then.get();
            });
  }

  /** Answers a refusal as Redis does. {@code key} and {@code group} are arguments of the call. */
  <T> CompletableFuture<T> explained(
      CompletableFuture<T> outcome, Call call, int key, int group, Absent absent) {
    return outcome.exceptionallyCompose(
        failure -> {
          GroupRefused refused = GroupRefused.in(failure);
          return CompletableFuture.failedFuture(
              refused == null
                  ? failure
                  : error(refused.reason(), latin(call, key), latin(call, group), absent));
        });
  }

  /** Bytes as they are, for an error to quote. */
  static String latin(Call call, int argument) {
    return new String(call.bytes(argument), ISO_8859_1);
  }

  static RespError error(GroupRefused.Reason reason, String key, String group, Absent absent) {
    return switch (reason) {
      case NO_TOPIC, NO_GROUP -> absent(reason == GroupRefused.Reason.NO_TOPIC, key, group, absent);
      case GROUP_EXISTS ->
          new RespError(ErrorCode.BAD_ARGUMENT, "BUSYGROUP Consumer Group name already exists");
      case TOO_MANY_GROUPS ->
          RespError.argument(
              "'"
                  + key
                  + "' has "
                  + Groups.GROUPS_MAX
                  + " consumer groups, the most it may have: destroy those nobody needs");
      case TOO_MANY_CONSUMERS ->
          RespError.argument(
              "consumer group '"
                  + group
                  + "' has "
                  + Groups.CONSUMERS_MAX
                  + " consumers, the most it may have: delete those that are gone");
      case TOO_MANY_PENDING ->
          RespError.argument(
              "as many messages as may be ("
                  + Groups.PENDING_MAX
                  + " in a group, "
                  + Groups.TOPIC_PENDING_MAX
                  + " in all groups of a stream) are pending in '"
                  + key
                  + "': acknowledge some, or delete consumers that are gone");
    };
  }

  private static RespError absent(boolean topic, String key, String group, Absent absent) {
    String either = "NOGROUP No such key '" + key + "' or consumer group '" + group + "'";
    return switch (absent) {
      case EITHER -> noGroup(either);
      case READING -> noGroup(either + " in XREADGROUP with GROUP option");
      case WAITING ->
          noGroup(
              topic
                  ? "UNBLOCKED the stream key no longer exists"
                  : "NOGROUP the consumer group this client was blocked on no longer exists");
      case EDITING ->
          topic
              ? RespError.argument(
                  "The XGROUP subcommand requires the key to exist. Note that for CREATE you may"
                      + " want to use the MKSTREAM option to create an empty stream"
                      + " automatically.")
              : noGroup(ofKey(key, group));
      case INFORMING -> topic ? RespError.argument("no such key") : noGroup(ofKey(key, group));
    };
  }

  private static String ofKey(String key, String group) {
    return "NOGROUP No such consumer group '" + group + "' for key name '" + key + "'";
  }

  private static RespError noGroup(String text) {
    return new RespError(ErrorCode.BAD_ARGUMENT, text);
  }

  /**
   * Arguments that are looked at only where the group is there.
   *
   * @param wrong what was found wrong with them
   */
  <T> CompletableFuture<T> wrong(Call call, int key, int group, RespError wrong, Absent absent) {
    CompletableFuture<T> failed =
        ofTopic(
            call.text(key),
            () ->
                groups
                    .check(call.text(key), latin(call, group))
                    .thenApply(
                        there -> {
                          throw new CompletionException(wrong);
                        }));
    return explained(failed, call, key, group, absent);
  }
}
