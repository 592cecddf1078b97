package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends texts to one topic over one connection of its own: {@code /send TOPIC TEXT} goes out,
 * {@code OK ID} or an error comes in for each. The server goes on after an error, so that the
 * answers to what follows are taken too.
 */
final class Appending implements Pipeline.Exchange, AutoCloseable {
  /** An ID has 41 bytes at most, an error is a line of text. */
  private static final int ANSWER_BYTES_MAX = 4096;

  private static final byte[] COMMAND = "/send ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OK = "OK ".getBytes(StandardCharsets.US_ASCII);

  private final LineConnection lines;
  private final byte[] head;
  private final MessageClient.IdSink sink;
  private long checked;
  private long answered;
  private int refused;
  private volatile @Nullable ServerError refusal;

  Appending(StreamConnection stream, byte[] topic, MessageClient.IdSink sink) {
    this.lines = new LineConnection(stream, "message", ANSWER_BYTES_MAX);
    this.head = new byte[COMMAND.length + topic.length + 1];
    System.arraycopy(COMMAND, 0, head, 0, COMMAND.length);
    System.arraycopy(topic, 0, head, COMMAND.length, topic.length);
    head[head.length - 1] = ' ';
    this.sink = sink;
  }

  @Override
  public void check(ByteSlices texts) {
    check(texts, checked);
    checked += texts.count();
  }

  /**
   * Refuses texts that no line can carry.
   *
   * @param before how many texts came before these, to name the right one
   */
  static void check(ByteSlices texts, long before) {
    for (int i = 0; i < texts.count(); i++) {
      byte[] bytes = texts.bytes();
      for (int at = texts.start(i); at < texts.end(i); at++) {
        if (bytes[at] == '\n') {
          throw unsendable(before + i, "must not contain a newline");
        }
      }
      if (texts.length(i) > 0 && bytes[texts.end(i) - 1] == 0) {
        throw unsendable(before + i, "must not end in a NUL byte");
      }
    }
  }

  @Override
  public void send(ByteSlices texts) throws IOException {
    lines.putLines(head, texts);
    lines.flush();
  }

  @Override
  public void receive(ByteSlices texts) throws IOException {
    List<String> ids = new ArrayList<>(texts.count());
    try {
      for (int i = 0; i < texts.count(); i++) {
        lines.next();
        answered++;
        take(ids);
      }
    } catch (IOException e) {
      // A server that closes the connection after an error has said why already.
      throwRefusal();
      throw e;
    } finally {
      if (!ids.isEmpty()) {
        sink.appended(texts, ids);
      }
    }
  }

  @Override
  public void abandon() {
    close();
  }

  @Override
  public void close() {
    lines.close();
  }

  boolean isRefused() {
    return refusal != null;
  }

  /** Tells, at the end, of the first text that was refused. */
  void throwRefusal() throws ServerError {
    ServerError first = refusal;
    if (first != null) {
      throw refused == 1 ? first : first.about("of " + refused + " refused texts the first");
    }
  }

  private void take(List<String> ids) throws IOException {
    if (lines.lineStartsWith(OK)) {
      ids.add(lines.text().substring(OK.length));
      return;
    }
    if (!(lines.error() instanceof ServerError error)) {
      throw lines.error();
    }
    refused++;
    if (refusal == null) {
      refusal = error.about("text " + answered);
    }
  }

  private static UserError unsendable(long index, String rule) {
    return UserError.configuration("text " + (index + 1) + ": a text to send " + rule);
  }
}
