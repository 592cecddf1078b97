package dev.rollcall.edge.http.api;

import dev.rollcall.lookup.Answers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** The answers to a batch as JSON, written piece by piece as the client takes them. */
final class MembersJson implements Iterator<ByteString> {
  /** Answers in one piece. */
  private static final int PIECE = 4096;

  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  private final Answers answers;
  private final int count;
  private int index;

  private MembersJson(Answers answers, int count) {
    this.answers = answers;
    this.count = count;
  }

  /** The response; {@code count} is not 0. */
  static HttpResponse response(Answers answers, int count) {
    return count <= PIECE
        ? Answer.json(new MembersJson(answers, count).next())
        : Answer.json(Source.fromIterator(() -> new MembersJson(answers, count)));
  }

  @Override
  public boolean hasNext() {
    return index < count;
  }

  @Override
  public ByteString next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(PIECE * 6);
    if (index == 0) {
      out.writeBytes(ascii("{\"generation\":" + SetRoutes.generation(answers) + ",\"members\":["));
    }
    int end = Math.min(count, index + PIECE);
    while (index < end) {
      if (index > 0) {
        out.write(',');
      }
      out.writeBytes(answers.contains(index) ? TRUE : FALSE);
      index++;
    }
    if (index == count) {
      out.writeBytes(ascii("]}"));
    }
    return ByteString.fromArrayUnsafe(out.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
