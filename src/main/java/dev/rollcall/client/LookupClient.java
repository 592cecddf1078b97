package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Asks a {@code lookup} listener whether strings are on its list. Calls block; any number of
 * threads may call at once and share the connections, which are opened when they are needed and
 * kept.
 *
 * <p>A failure is an {@link IOException} whose message is one line fit for a user; a {@link
 * ServerError} is what the server itself said. A text must not contain a newline, nor begin or end
 * in NUL: the protocol has no way to ask for it.
 */
public final class LookupClient implements AutoCloseable {
  private final Connector connector;
  private final Semaphore permits;
  private final Deque<LookupConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  private LookupClient(Connector connector, int connections) {
    this.connector = connector;
    this.permits = new Semaphore(connections);
  }

  /**
   * A client that has not connected yet.
   *
   * @param connections the most that are open at once; further callers wait
   * @throws UserError if a file of the options is unusable
   */
  public static LookupClient create(ConnectionOptions options, int connections) {
    return new LookupClient(new Connector(options), connections);
  }

  /** Whether the UTF-8 form of {@code text} is on the list. */
  public boolean contains(String text) throws IOException {
    return contains(List.of(text.getBytes(StandardCharsets.UTF_8))).get(0);
  }

  /** Asks for all of {@code texts} on one connection; bit i says whether text i is on the list. */
  public BitSet contains(List<byte[]> texts) throws IOException {
    return contains(ByteSlices.copyOf(texts));
  }

  /** Asks for all of {@code texts} on one connection; bit i says whether text i is on the list. */
  public BitSet contains(ByteSlices texts) throws IOException {
    requireAskable(texts);
    permits.acquireUninterruptibly();
    try {
      LookupConnection kept = idle.pollFirst();
      if (kept != null) {
        BitSet answers = askKept(kept, texts);
        if (answers != null) {
          return answers;
        }
      }
      return ask(new LookupConnection(connector.connect()), texts);
    } finally {
      permits.release();
    }
  }

  /**
   * Asks for any number of texts, sending ahead of the answers, in bounded memory. The source is
   * read by a thread of its own, the sink is called by the caller's.
   */
  public void contains(BatchSource source, AnswerSink sink) throws IOException {
    permits.acquireUninterruptibly();
    try (LookupConnection connection = new LookupConnection(connector.connect())) {
      Pipeline.run(new Asking(connection, sink), source);
    } finally {
      permits.release();
    }
  }

  /** Takes the answers to one batch, in the order of the batches. */
  @FunctionalInterface
  public interface AnswerSink {
    /** Bit i of {@code members} says whether text i is on the list. */
    void answered(ByteSlices texts, BitSet members) throws IOException;
  }

  /** Closes all connections; calls under way on other threads end as their answers come. */
  @Override
  public void close() {
    closed = true;
    for (LookupConnection c = idle.pollFirst(); c != null; c = idle.pollFirst()) {
      c.close();
    }
  }

  static void requireAskable(ByteSlices texts) {
    for (int i = 0; i < texts.count(); i++) {
      requireAskable(texts.bytes(), texts.start(i), texts.end(i));
    }
  }

  private static void requireAskable(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '\n') {
        throw UserError.configuration("a text to look up must not contain a newline");
      }
    }
    if (start < end && (bytes[start] == 0 || bytes[end - 1] == 0)) {
      throw UserError.configuration("a text to look up must not begin or end in a NUL byte");
    }
  }

  /** The answers, or null if the server closed the connection while nobody used it. */
  private @Nullable BitSet askKept(LookupConnection kept, ByteSlices texts) throws IOException {
    try {
      return ask(kept, texts);
    } catch (IOException e) {
      if (e instanceof ServerError || e.getCause() instanceof SocketTimeoutException) {
        throw e;
      }
      return null;
    }
  }

  private BitSet ask(LookupConnection connection, ByteSlices texts) throws IOException {
    boolean answered = false;
    try {
      BitSet members = new BitSet(texts.count());
      Pipeline.run(new Asking(connection, (batch, found) -> members.or(found)), texts);
      answered = true;
      return members;
    } finally {
      keepOrClose(connection, answered);
    }
  }

  private void keepOrClose(LookupConnection connection, boolean inOrder) {
    if (inOrder && !closed) {
      idle.addFirst(connection);
    } else {
      connection.close();
    }
    if (closed) {
      // A close between the question and the addition has not seen this connection.
      close();
    }
  }

  /** One connection's part in a pipeline. */
  private record Asking(LookupConnection connection, AnswerSink sink) implements Pipeline.Exchange {
    @Override
    public void check(ByteSlices texts) {
      requireAskable(texts);
    }

    @Override
    public void send(ByteSlices texts) throws IOException {
      connection.send(texts);
    }

    @Override
    public void receive(ByteSlices texts) throws IOException {
      sink.answered(texts, connection.receive(texts.count()));
    }

    @Override
    public void abandon() {
      connection.close();
    }
  }
}
