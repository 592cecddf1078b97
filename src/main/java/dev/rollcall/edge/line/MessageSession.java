package dev.rollcall.edge.line;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Appended;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.TopicName;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Peer;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.wire.ErrorLine;
import dev.rollcall.wire.LineBatch;
import dev.rollcall.wire.LineDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol {@code message}: every message goes into the listener's topic and is acknowledged
 * once it is durable; lines that begin with a slash are commands.
 */
public final class MessageSession extends LineSession implements MessageAnswer.Desk {
  private static final Logger LOG = LoggerFactory.getLogger("rollcall.message");

  /** Beyond that a word is not worth comparing with the commands there are. */
  private static final int WORD_LENGTH_MAX = 32;

  private final ListenerSettings listener;
  private final Topics topics;
  private final AtomicInteger connections;
  private final Producer producer = new Producer();
  private final Joins joins;
  private @Nullable MessageAnswer unfinished;

  private MessageSession(
      ListenerSettings listener,
      Topics topics,
      HttpGuard httpGuard,
      AtomicInteger connections,
      String client,
      Runnable wake) {
    super(
        listener,
        new LineDecoder(listener.frameBytesMax(), LineDecoder.Trimming.PADDING),
        httpGuard,
        client);
    this.listener = listener;
    this.topics = topics;
    this.connections = connections;
    this.joins = new Joins(topics, wake);
  }

  /** Sessions for the connections of one listener, all of which share its topic. */
  public static Session.Factory of(ListenerSettings listener, Topics topics) {
    HttpGuard httpGuard = new HttpGuard(listener.name());
    AtomicInteger connections = new AtomicInteger();
    return new Session.Factory() {
      @Override
      public Session open(Peer peer) {
        return new MessageSession(
            listener, topics, httpGuard, connections, peer.name(), peer.wake());
      }

      @Override
      public void bound(InetSocketAddress address) {
        LOG.info("[SERVER STARTED] Listening on port {}", address.getPort());
      }
    };
  }

  @Override
  public void opened() {
    LOG.info("[NEW CONNECTION] {}", AddressPair.of(client()));
    LOG.info("[ACTIVE CONNECTIONS] {}", connections.incrementAndGet());
  }

  @Override
  public void closed() {
    connections.decrementAndGet();
    joins.close();
  }

  // ---- Answers

  @Override
  CompletableFuture<Reply> answer(LineBatch batch) {
    return next(new MessageAnswer(batch, tooLong(), this));
  }

  @Override
  public CompletableFuture<Reply> more() {
    MessageAnswer answer = unfinished;
    return answer == null ? NOTHING : next(answer);
  }

  /** Keeps an answer, and with it the chunk it is to, only while it has more parts. */
  private CompletableFuture<Reply> next(MessageAnswer answer) {
    return answer
        .next()
        .thenApply(
            reply -> {
              unfinished = reply.then() == Reply.Then.MORE ? answer : null;
              return reply;
            });
  }

  @Override
  public String topic() {
    return listener.topic();
  }

  @Override
  public MessageAnswer.Addressed addressed(String line) {
    List<String> arguments = arguments(MessageCommand.SEND, line);
    String topic = topic(arguments);
    if (arguments.get(1).isEmpty()) {
      throw new UserError(ErrorCode.EMPTY_MESSAGE, MessageAnswer.EMPTY_TEXT);
    }
    return new MessageAnswer.Addressed(topic, Message.text(MessageLine.utf8(arguments.get(1))));
  }

  @Override
  public CompletableFuture<Appended> append(String topic, List<Message> messages) {
    return topics.append(topic, producer.nextKey(), messages);
  }

  // ---- Commands

  @Override
  public CompletableFuture<@Nullable LongAnswer> command(String line, ByteArrayOutputStream out) {
    try {
      return perform(line, out)
          .handle(
              (rest, failure) -> {
                if (failure != null) {
                  writeError(Failure.userError(failure), out);
                }
                return rest;
              });
    } catch (UserError e) {
      writeError(e, out);
      return done();
    }
  }

  @Override
  public void failed(ErrorCode code) {
    tally().failed(code, 1);
  }

  private void writeError(UserError error, ByteArrayOutputStream out) {
    failed(error.code());
    out.writeBytes(ErrorLine.of(error.code(), String.valueOf(error.getMessage())));
  }

  private static CompletableFuture<@Nullable LongAnswer> done() {
    return CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<@Nullable LongAnswer> perform(String line, ByteArrayOutputStream out) {
    String word = line.split(" ", 2)[0];
    MessageCommand command = MessageCommand.of(word).orElseThrow(() -> unknown(word));
    List<String> arguments = arguments(command, line);
    return switch (command) {
      case HELP -> {
        List<MessageCommand> all = List.of(MessageCommand.values());
        all.forEach(known -> out.writeBytes(MessageLine.utf8(known.help() + '\n')));
        yield answered(MessageLine.ok(Integer.toString(all.size())), out);
      }
      case TOPICS -> topics.names().thenApply(MessageSession::listing);
      case JOIN -> join(topic(arguments), id(arguments), out);
      case LEAVE -> leave(topic(arguments), out);
      case SEND -> throw new IllegalStateException("is appended with the messages around it");
      case HISTORY -> history(topic(arguments), id(arguments));
    };
  }

  private static List<String> arguments(MessageCommand command, String line) {
    return command
        .arguments(line)
        .orElseThrow(() -> new UserError(ErrorCode.BAD_ARGUMENT, "write " + command.usage()));
  }

  private static UserError unknown(String word) {
    boolean readable = word.length() <= WORD_LENGTH_MAX;
    String meant =
        readable
            ? MessageCommand.nearest(word).map(near -> "did you mean " + near + "? ").orElse("")
            : "";
    return new UserError(
        ErrorCode.UNKNOWN_COMMAND,
        (readable ? word + " is no command; " : "no such command; ")
            + meant
            + "/help lists them, // begins a message with a slash");
  }

  private static CompletableFuture<@Nullable LongAnswer> answered(
      byte[] answer, ByteArrayOutputStream out) {
    out.writeBytes(answer);
    return done();
  }

  private static String topic(List<String> arguments) {
    String topic = arguments.get(0);
    if (!TopicName.isValid(topic)) {
      throw new UserError(ErrorCode.BAD_ARGUMENT, "a topic's name must be " + TopicName.RULE);
    }
    return topic;
  }

  /** The ID given, if any. */
  private static @Nullable MessageId id(List<String> arguments) {
    if (arguments.size() < 2) {
      return null;
    }
    return MessageId.parse(arguments.get(1))
        .orElseThrow(
            () ->
                new UserError(
                    ErrorCode.BAD_ARGUMENT, "an ID must be milliseconds-sequence, both numbers"));
  }

  private CompletableFuture<@Nullable LongAnswer> join(
      String topic, @Nullable MessageId after, ByteArrayOutputStream out) {
    if (joins.isFull() && !joins.contains(topic)) {
      throw new UserError(
          ErrorCode.BAD_ARGUMENT, "at most " + Joins.COUNT_MAX + " topics, /leave one first");
    }
    return joins
        .add(topic, after)
        .thenCompose(ready -> answered(MessageLine.ok("joined " + topic + ' ' + ready), out));
  }

  private CompletableFuture<@Nullable LongAnswer> leave(String topic, ByteArrayOutputStream out) {
    if (!joins.remove(topic)) {
      throw new UserError(ErrorCode.BAD_ARGUMENT, "you have not joined " + topic);
    }
    return answered(MessageLine.ok("left " + topic), out);
  }

  private CompletableFuture<@Nullable LongAnswer> history(String topic, @Nullable MessageId after) {
    MessageId from = after == null ? MessageId.NONE : after;
    return topics
        .describe(topic)
        .thenApply(described -> new History(topics, topic, from, described.last(), this::failed));
  }

  private static LongAnswer listing(List<String> names) {
    Iterator<String> left = names.iterator();
    return out -> {
      while (left.hasNext() && out.size() < PUSH_BYTES) {
        out.writeBytes(MessageLine.utf8(left.next() + '\n'));
      }
      if (!left.hasNext()) {
        out.writeBytes(MessageLine.ok(Integer.toString(names.size())));
      }
      return CompletableFuture.completedFuture(left.hasNext());
    };
  }

  // ---- Following

  @Override
  public boolean following() {
    return !joins.isEmpty();
  }

  @Override
  public CompletableFuture<Reply> live() {
    return joins.next(PUSH_BYTES).thenApply(MessageSession::lines);
  }

  private static Reply lines(Joins.Said said) {
    ByteString lines = said.page().render(new MessageLine.Joined(said.topic()), null);
    Page.Gap gap = said.page().trimmed();
    return Reply.of(
        gap == null
            ? lines
            : ByteString.fromArrayUnsafe(MessageLine.trimmed(gap, said.topic())).concat(lines));
  }
}
