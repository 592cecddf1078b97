package dev.rollcall.edge.resp;

import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Channels;
import dev.rollcall.broadcast.Subscriber;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.wire.Glob;
import dev.rollcall.wire.RespWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The commands about channels: what is published goes to whoever is subscribed on any node and is
 * kept nowhere. Subscribing is confirmed channel by channel, once the other nodes know.
 */
public final class PubSubCommands {
  private final CommandTable table;
  private final Channels channels;

  /**
   * @param table the one these commands are put into
   */
  public PubSubCommands(CommandTable table, Channels channels) {
    this.table = table;
    this.channels = channels;
  }

  /** The commands, for the table. */
  public List<Command> commands() {
    return List.of(
        subscription("subscribe", -2)
            .syntax("channel [channel ...]")
            .complexity("O(N), N being the channels")
            .summary("Subscribes the client to channels.")
            .reply("for each channel: subscribe, the channel, how many subscriptions there are")
            .handledBy(this::subscribe)
            .build(),
        subscription("psubscribe", -2)
            .syntax("pattern [pattern ...]")
            .complexity("O(N), N being the patterns")
            .summary("Subscribes the client to all channels that match patterns.")
            .reply("for each pattern: psubscribe, the pattern, how many subscriptions there are")
            .handledBy(this::subscribeToPatterns)
            .build(),
        subscription("unsubscribe", -1)
            .syntax("[channel [channel ...]]")
            .complexity("O(N), N being the channels")
            .summary("Ends the subscriptions to channels; to all of them if none is named.")
            .reply("for each channel: unsubscribe, the channel, how many subscriptions are left")
            .handledBy(this::unsubscribe)
            .build(),
        subscription("punsubscribe", -1)
            .syntax("[pattern [pattern ...]]")
            .complexity("O(N), N being the patterns")
            .summary("Ends the subscriptions to patterns; to all of them if none is named.")
            .reply("for each pattern: punsubscribe, the pattern, how many subscriptions are left")
            .handledBy(this::unsubscribeFromPatterns)
            .build(),
        Command.named("publish")
            .arity(3)
            .flags(Flag.PUBSUB, Flag.LOADING, Flag.STALE, Flag.FAST)
            .group(Group.PUBSUB)
            .since("2.0.0")
            .syntax("channel message")
            .complexity("O(N+M), N being the channel's subscribers, M all patterns")
            .summary("Sends a message to whoever is subscribed to a channel, on any node.")
            .reply("integer: how many subscriptions it was sent to on all nodes")
            .handledBy(this::publish)
            .build(),
        inspection());
  }

  private static Command.Builder subscription(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(Flag.PUBSUB, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.SUBSCRIBED)
        .group(Group.PUBSUB)
        .since("2.0.0");
  }

  private Command inspection() {
    return Command.named("pubsub")
        .arity(-2)
        .group(Group.PUBSUB)
        .since("2.8.0")
        .summary("Tells about channels and their subscribers on all nodes.")
        .reply("that of the subcommand")
        .subcommands(
            part("channels", -2)
                .syntax("[pattern]")
                .complexity("O(N), N being the channels")
                .summary("Lists the channels that have subscribers, or those matching a pattern.")
                .reply("array of channels")
                .handledBy(this::listed),
            part("numsub", -2)
                .syntax("[channel [channel ...]]")
                .complexity("O(N), N being the channels named")
                .summary("Tells how many are subscribed to channels.")
                .reply("array of each channel and its number of subscribers")
                .handledBy(this::counted),
            part("numpat", 2)
                .summary("Tells how many different patterns are subscribed to.")
                .reply("integer")
                .handledBy(this::patternsCounted),
            Help.in(table, Group.PUBSUB))
        .build();
  }

  private static Command.Builder part(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(Flag.PUBSUB, Flag.LOADING, Flag.STALE)
        .group(Group.PUBSUB)
        .since("2.8.0");
  }

  // ---- Subscribing

  private CompletableFuture<?> subscribe(Call call) {
    ChannelPushes pushes = ChannelPushes.of(call.client(), channels);
    return add(call, pushes, "subscribe", pushes.subscriber()::subscribe);
  }

  private CompletableFuture<?> subscribeToPatterns(Call call) {
    ChannelPushes pushes = ChannelPushes.of(call.client(), channels);
    return add(
        call,
        pushes,
        "psubscribe",
        pattern -> {
          var unused = Glob.of(pattern);
          pushes.subscriber().subscribeToPattern(pattern);
        });
  }

  private interface Change {
    void make(byte[] name);
  }

  /** What can be subscribed to is, and confirmed, before an error says that there was too much. */
  private CompletableFuture<?> add(Call call, ChannelPushes pushes, String word, Change change) {
    RespWriter out = call.out();
    for (byte[] name : call.bytesFrom(1)) {
      try {
        change.make(name);
        confirm(out, word, name, pushes.subscriptions());
      } catch (UserError e) {
        out.error(RespError.of(e).text());
        break;
      }
    }
    return channels.announced();
  }

  private static void confirm(RespWriter out, String word, byte[] name, int subscriptions) {
    out.push(3);
    out.bulk(word);
    out.bulk(name);
    out.integer(subscriptions);
  }

  private CompletableFuture<?> unsubscribe(Call call) {
    ChannelPushes pushes = ChannelPushes.of(call.client(), channels);
    Subscriber subscriber = pushes.subscriber();
    return remove(call, pushes, "unsubscribe", subscriber.channels(), subscriber::unsubscribe);
  }

  private CompletableFuture<?> unsubscribeFromPatterns(Call call) {
    ChannelPushes pushes = ChannelPushes.of(call.client(), channels);
    Subscriber subscriber = pushes.subscriber();
    return remove(
        call, pushes, "punsubscribe", subscriber.patterns(), subscriber::unsubscribeFromPattern);
  }

  /** What was published before comes before the confirmation that nothing more will come. */
  private static CompletableFuture<?> remove(
      Call call, ChannelPushes pushes, String word, List<byte[]> all, Change change) {
    RespWriter out = call.out();
    List<byte[]> names = call.count() == 1 ? all : call.bytesFrom(1);
    if (names.isEmpty()) {
      out.push(3);
      out.bulk(word);
      out.nil();
      out.integer(pushes.subscriptions());
    }
    for (byte[] name : names) {
      change.make(name);
      pushes.drain(out, Integer.MAX_VALUE);
      confirm(out, word, name, pushes.subscriptions());
    }
    return Call.DONE;
  }

  // ---- Publishing

  private CompletableFuture<?> publish(Call call) {
    long receivers = channels.publish(call.bytes(1), call.bytes(2));
    RespClient client = call.client();
    // As in Redis, what a client publishes to itself comes before the answer.
    if (client.subscribed()
        && client.pushes() instanceof ChannelPushes own
        && client.replies() == RespClient.Replies.ON) {
      own.drain(call.out(), Integer.MAX_VALUE);
    }
    call.out().integer(receivers);
    return Call.DONE;
  }

  // ---- Looking

  private CompletableFuture<?> listed(Call call) {
    if (call.count() > 3) {
      throw RespError.argument(
          "unknown subcommand or wrong number of arguments for '"
              + call.text(1)
              + "'. Try PUBSUB HELP.");
    }
    List<byte[]> names = channels.names();
    if (call.count() == 3) {
      Glob pattern = Glob.of(call.bytes(2));
      names = names.stream().filter(pattern::matches).toList();
    }
    call.out().array(names.size());
    names.forEach(call.out()::bulk);
    return Call.DONE;
  }

  private CompletableFuture<?> counted(Call call) {
    List<byte[]> names = call.bytesFrom(2);
    call.out().array(2 * names.size());
    for (byte[] name : names) {
      call.out().bulk(name);
      call.out().integer(channels.subscribers(name));
    }
    return Call.DONE;
  }

  private CompletableFuture<?> patternsCounted(Call call) {
    call.out().integer(channels.patterns());
    return Call.DONE;
  }
}
