package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.wire.Utf8;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Reads JSON that a client sent, token by token, and says where it is not what it has to be. */
final class JsonBody implements AutoCloseable {
  /** Remembers no names: they are strangers'. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  /** The name that stands for bytes which are no text. */
  static final String BASE64 = "base64";

  private final JsonParser parser;
  private final String expected;

  /** Reads a value of one form. */
  interface Reading<T> {
    T from(JsonBody body) throws IOException;
  }

  private JsonBody(JsonParser parser, String expected) {
    this.parser = parser;
    this.expected = expected;
  }

  /**
   * Reads the one value that a body has to be.
   *
   * @param expected what that is, to follow "has to be"
   * @throws Fault 400 that names the place of what is wrong
   */
  static <T> T read(byte[] body, String expected, Reading<T> reading) {
    if (!Utf8.isValid(body, 0, body.length)) {
      throw bad("The body is not UTF-8, as JSON has to be.");
    }
    try (JsonBody json = new JsonBody(FACTORY.createParser(body), expected)) {
      if (json.next() == null) {
        throw bad("The body is empty; it has to be " + expected + ".");
      }
      T value = reading.from(json);
      if (json.next() != null) {
        throw json.wrong("something follows the value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw bad(
          "The body is no JSON: "
              + e.getOriginalMessage()
              + place(e.getLocation())
              + "; it has to be "
              + expected
              + ".");
    } catch (IOException e) {
      throw new IllegalStateException("read from memory", e);
    }
  }

  /** The next token; null at the end. */
  @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  /** The token read last. */
  @Nullable JsonToken token() {
    return parser.currentToken();
  }

  /** The name of the member whose value is read. */
  String name() throws IOException {
    return parser.currentName();
  }

  /** The string that was read last, as bytes of UTF-8. */
  byte[] text() throws IOException {
    return utf8(parser.getText());
  }

  /** Text as bytes of UTF-8; half of a surrogate pair, which JSON can escape, is no text. */
  byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] array = new byte[bytes.remaining()];
      bytes.get(array);
      return array;
    } catch (CharacterCodingException e) {
      throw wrong("a string has half of a surrogate pair");
    }
  }

  /** A string, or an object whose member {@code base64} has the bytes. */
  byte[] bytes() throws IOException {
    if (token() == JsonToken.VALUE_STRING) {
      return text();
    }
    if (token() == JsonToken.START_OBJECT
        && next() == JsonToken.FIELD_NAME
        && name().equals(BASE64)
        && next() == JsonToken.VALUE_STRING) {
      byte[] bytes = base64(parser.getText());
      if (next() == JsonToken.END_OBJECT) {
        return bytes;
      }
    }
    throw wrong("a name or value is neither a string nor {\"base64\":\"…\"}");
  }

  private byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw wrong("a string is no base64");
    }
  }

  /** What is here is not what it has to be. */
  Fault wrong(String what) {
    return bad(
        "The body has to be "
            + expected
            + ": "
            + what
            + place(parser.currentTokenLocation())
            + ".");
  }

  private static Fault bad(String detail) {
    return new Fault(StatusCodes.BAD_REQUEST, detail);
  }

  private static String place(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
