package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.core.JsonToken;
import dev.rollcall.base.ByteSlices;
import dev.rollcall.edge.http.Fault;
import java.io.IOException;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** The strings of a batch, as a body has them. */
final class Strings {
  private static final String ARRAY = "an array of strings";

  private Strings() {}

  /** Reads a body that has at least one string. */
  static ByteSlices read(Bodies.Type type, byte[] body) {
    ByteSlices strings =
        type == Bodies.Type.JSON
            ? JsonBody.read(body, ARRAY, json -> array(json, body.length))
            : lines(body);
    if (strings.isEmpty()) {
      throw new Fault(
          StatusCodes.BAD_REQUEST,
          "The body has no string; send one a line as text/plain, or " + ARRAY + " as JSON.");
    }
    return strings;
  }

  /** One string a line, without its end; the last line need not have one. */
  private static ByteSlices lines(byte[] body) {
    ByteSlices lines = new ByteSlices(body);
    int start = 0;
    for (int i = 0; i < body.length; i++) {
      if (body[i] == '\n') {
        lines.add(start, i > start && body[i - 1] == '\r' ? i - 1 : i);
        start = i + 1;
      }
    }
    if (start < body.length) {
      lines.add(start, body.length);
    }
    return lines;
  }

  private static ByteSlices array(JsonBody json, int bytesMax) throws IOException {
    if (json.token() != JsonToken.START_ARRAY) {
      throw json.wrong("it begins with something else");
    }
    // No string is longer than it was written.
    byte[] all = new byte[bytesMax];
    ByteSlices strings = new ByteSlices(all);
    int end = 0;
    while (json.next() != JsonToken.END_ARRAY) {
      byte[] string = json.bytes();
      System.arraycopy(string, 0, all, end, string.length);
      strings.add(end, end + string.length);
      end += string.length;
    }
    return strings;
  }
}
