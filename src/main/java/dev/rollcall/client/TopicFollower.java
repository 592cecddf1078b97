package dev.rollcall.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one topic for as long as it is wanted: where the connection is lost, it connects again
 * and goes on after the last message it has handed out, so that none is missing and none comes
 * twice. {@link #run} is for one thread, once; {@link #stop} may be called by any.
 */
public final class TopicFollower {
  /** The longest frame that a listener can be set to take. */
  private static final int LINE_BYTES_MAX = 64 << 20;

  /** What a server says that may be different a moment later. */
  private static final Set<String> PASSING =
      Set.of("UNAVAILABLE", "BUSY", "OVERLOADED", "TIMEOUT", "INTERNAL");

  private final Connector connector;
  private final byte[] topic;
  private final byte[] deliveryHead;
  private final byte[] trimmedHead = "TRIMMED ".getBytes(StandardCharsets.US_ASCII);
  private final String joined;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final BackOff backOff = new BackOff();
  private Optional<String> position;
  private boolean joinedOnce;
  private volatile @Nullable LineConnection connection;

  TopicFollower(Connector connector, String topic, Optional<String> after) {
    this.connector = connector;
    this.topic = TopicName.bytes(topic);
    this.deliveryHead = (topic + " ").getBytes(StandardCharsets.UTF_8);
    this.joined = "OK joined " + topic;
    this.position = after;
  }

  /** What a follower's user is told, always on the thread that runs the follower. */
  public interface Sink {
    /** The next messages, oldest first; returns whether more are wanted. */
    boolean messages(List<TopicMessage> messages) throws IOException;

    /** Messages after {@code from} and before {@code to} are not kept by the server any more. */
    void trimmed(String from, String to) throws IOException;

    /** The connection is lost; the follower will try again. */
    void interrupted(IOException reason) throws IOException;
  }

  /**
   * Follows until {@code sink} wants no more or {@link #stop} is called.
   *
   * @throws IOException if the topic could not be joined at first, if the server refuses for good
   *     later, or if the sink failed
   */
  public void run(Sink sink) throws IOException {
    try {
      boolean wanted = true;
      while (wanted && !isStopped()) {
        Arrival arrival = receiveOrRecover(sink);
        wanted = arrival.tell(sink);
        position = arrival.last().or(() -> position);
      }
    } finally {
      disconnect();
    }
  }

  /** The ID of the last message handed out, or where to begin; empty if nobody knows. */
  public Optional<String> position() {
    return position;
  }

  /** Makes {@link #run} return. */
  public void stop() {
    stopped.countDown();
    disconnect();
  }

  /** What one read brought: messages, or the news that some are gone. */
  private record Arrival(List<TopicMessage> messages, @Nullable String from, @Nullable String to) {
    static final Arrival NOTHING = new Arrival(List.of(), null, null);

    boolean tell(Sink sink) throws IOException {
      if (from != null && to != null) {
        sink.trimmed(from, to);
        return true;
      }
      return messages.isEmpty() || sink.messages(messages);
    }

    Optional<String> last() {
      return messages.isEmpty()
          ? Optional.empty()
          : Optional.of(messages.get(messages.size() - 1).id());
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void disconnect() {
    LineConnection current = connection;
    if (current != null) {
      current.close();
      connection = null;
    }
  }

  /** Throws what trying again will not mend. */
  private void requirePassing(IOException e) throws IOException {
    boolean passing = !(e instanceof ServerError error) || PASSING.contains(error.code());
    if (!joinedOnce || !passing) {
      throw e;
    }
  }

  private void pause() throws IOException {
    try {
      var unused = stopped.await(backOff.nextMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The next arrival; where the connection is lost instead, nothing, after a pause. */
  private Arrival receiveOrRecover(Sink sink) throws IOException {
    try {
      return receive();
    } catch (IOException e) {
      disconnect();
      if (!isStopped()) {
        requirePassing(e);
        sink.interrupted(e);
        pause();
      }
      return Arrival.NOTHING;
    }
  }

  private Arrival receive() throws IOException {
    LineConnection current = connection;
    LineConnection lines = current == null ? join() : current;
    lines.next();
    if (lines.lineStartsWith(trimmedHead)) {
      return trimmed(lines);
    }
    List<TopicMessage> messages = new ArrayList<>();
    messages.add(message(lines));
    while (lines.hasNext(deliveryHead)) {
      lines.next();
      messages.add(message(lines));
    }
    backOff.reset();
    return new Arrival(messages, null, null);
  }

  private LineConnection join() throws IOException {
    LineConnection lines = new LineConnection(connector.connect(), "message", LINE_BYTES_MAX);
    connection = lines;
    if (isStopped()) {
      // A stop while this one was being made has not seen it.
      disconnect();
    }
    String command = "/join " + new String(topic, StandardCharsets.UTF_8);
    String from = position.map(id -> " " + id).orElse("");
    lines.stream().write((command + from + "\n").getBytes(StandardCharsets.UTF_8));
    lines.next();
    String answer = lines.text();
    if (!answer.startsWith(joined)) {
      throw lines.error();
    }
    if (position.isEmpty() && answer.length() > joined.length()) {
      // From now on: the server says where that is, so that even a loss before the first message
      // leaves no gap.
      position = Optional.of(answer.substring(joined.length() + 1));
    }
    joinedOnce = true;
    // Nobody knows when the next message comes.
    lines.stream().waitAtMost(Duration.ZERO);
    return lines;
  }

  private TopicMessage message(LineConnection lines) throws IOException {
    if (lines.lineStartsWith(deliveryHead)) {
      return TopicMessage.read(lines.bytes(), lines.start() + deliveryHead.length, lines.end());
    }
    throw lines.error();
  }

  private static Arrival trimmed(LineConnection lines) throws IOException {
    String[] words = lines.text().split(" ", 4);
    if (words.length < 3) {
      throw lines.error();
    }
    return new Arrival(List.of(), words[1], words[2]);
  }
}
