package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.Escape;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Appends to topics through a {@code message} listener, and follows them. Calls block; any number
 * of threads may call at once, each call has a connection of its own.
 *
 * <p>A failure is an {@link IOException} whose message is one line fit for a user; a {@link
 * ServerError} is what the server itself said. A text must not contain a newline nor end in NUL:
 * the protocol has no way to send it.
 */
public final class MessageClient {
  private static final Pattern ID = Pattern.compile("[0-9]{1,20}(-[0-9]{1,20})?");

  private final Connector connector;

  private MessageClient(Connector connector) {
    this.connector = connector;
  }

  /**
   * A client that has not connected yet.
   *
   * @throws UserError if a file of the options is unusable
   */
  public static MessageClient create(ConnectionOptions options) {
    return new MessageClient(new Connector(options));
  }

  /** Appends one text; returns its ID once it is durable. */
  public String send(String topic, String text) throws IOException {
    return send(topic, List.of(text.getBytes(StandardCharsets.UTF_8))).get(0);
  }

  /** Appends texts in order; returns their IDs once all are durable. */
  public List<String> send(String topic, List<byte[]> texts) throws IOException {
    List<String> all = new ArrayList<>(texts.size());
    ByteSlices slices = ByteSlices.copyOf(texts);
    Appending.check(slices, 0);
    try (Appending appending = appending(topic, (some, ids) -> all.addAll(ids))) {
      Pipeline.run(appending, slices);
      appending.throwRefusal();
    }
    return all;
  }

  /**
   * Appends any number of texts in order, sending ahead of the acknowledgements, in bounded memory.
   * The source is read by a thread of its own, the sink is called by the caller's.
   *
   * @throws ServerError if a text was refused: it names the first one. No more is read from the
   *     source then; texts that were on their way already may have been appended, and the sink has
   *     their IDs
   */
  public void send(String topic, BatchSource source, IdSink sink) throws IOException {
    try (Appending appending = appending(topic, sink)) {
      Pipeline.run(appending, () -> appending.isRefused() ? null : source.next());
      appending.throwRefusal();
    }
  }

  /**
   * A follower of a topic that has not connected yet.
   *
   * @param after the ID after which to begin; empty for what is said from now on
   * @throws UserError if topic or ID is none
   */
  public TopicFollower follower(String topic, Optional<String> after) {
    if (after.isPresent() && !ID.matcher(after.get()).matches()) {
      throw UserError.configuration(
          "'" + Escape.text(after.get()) + "' is not a message ID such as 1700000000000-0");
    }
    return new TopicFollower(connector, topic, after);
  }

  /** Takes the IDs of one batch. */
  @FunctionalInterface
  public interface IdSink {
    /** The IDs of {@code texts}, in their order; those of refused texts are missing. */
    void appended(ByteSlices texts, List<String> ids) throws IOException;
  }

  private Appending appending(String topic, IdSink sink) throws IOException {
    byte[] name = TopicName.bytes(topic);
    return new Appending(connector.connect(), name, sink);
  }
}
