package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.core.JsonToken;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Message;
import dev.rollcall.wire.Utf8;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The message that a body stands for: a text, or fields in JSON. Takes all that {@link MessageJson}
 * gives.
 */
final class MessageBody {
  private static final String FIELDS =
      "an object of strings, or an array of [name, value] pairs of strings";

  private MessageBody() {}

  /** Reads a body that has at least one byte of text, or one field. */
  static Message read(Bodies.Type type, byte[] body) {
    return type == Bodies.Type.JSON ? fields(body) : text(body);
  }

  private static Message text(byte[] body) {
    if (body.length == 0) {
      throw new UserError(ErrorCode.EMPTY_MESSAGE, "A message needs at least one byte.");
    }
    if (!Utf8.isValid(body, 0, body.length)) {
      throw new UserError(
          ErrorCode.BAD_ENCODING,
          "A text has to be UTF-8; other bytes can be sent as JSON: {\"name\":{\"base64\":\"…\"}}.");
    }
    return Message.text(body);
  }

  private static Message fields(byte[] body) {
    List<byte[]> fields = JsonBody.read(body, FIELDS, MessageBody::fields);
    if (fields.isEmpty()) {
      throw new UserError(ErrorCode.EMPTY_MESSAGE, "A message needs at least one field.");
    }
    return new Message(fields);
  }

  private static List<byte[]> fields(JsonBody json) throws IOException {
    if (json.token() == JsonToken.START_OBJECT) {
      return object(json);
    }
    if (json.token() == JsonToken.START_ARRAY) {
      return pairs(json);
    }
    throw json.wrong("it begins with something else");
  }

  private static List<byte[]> object(JsonBody json) throws IOException {
    List<byte[]> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (json.next() == JsonToken.FIELD_NAME) {
      String name = json.name();
      if (!names.add(name)) {
        // Whoever stood between may have taken such a one away already.
        throw json.wrong("a name stands twice, for which it has to be an array of pairs");
      }
      fields.add(json.utf8(name));
      json.next();
      fields.add(json.bytes());
    }
    return fields;
  }

  private static List<byte[]> pairs(JsonBody json) throws IOException {
    List<byte[]> fields = new ArrayList<>();
    while (json.next() != JsonToken.END_ARRAY) {
      if (json.token() != JsonToken.START_ARRAY) {
        throw json.wrong("one of its elements is no pair");
      }
      json.next();
      fields.add(json.bytes());
      json.next();
      fields.add(json.bytes());
      if (json.next() != JsonToken.END_ARRAY) {
        throw json.wrong("a pair has more than a name and a value");
      }
    }
    return fields;
  }
}
