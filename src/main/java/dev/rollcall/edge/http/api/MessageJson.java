package dev.rollcall.edge.http.api;

import dev.rollcall.broadcast.Page;
import dev.rollcall.wire.JsonText;
import dev.rollcall.wire.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A message of the log as JSON, on one line: {@code {"id":"…","fields":{…}}}. The fields are an
 * object in their order; where a name stands twice or is not UTF-8, which an object cannot show,
 * they are an array of {@code [name, value]} pairs. Bytes that are not UTF-8 stand as {@code
 * {"base64":"…"}}, so that nothing is lost.
 */
final class MessageJson {
  private MessageJson() {}

  /** The message as bytes of UTF-8. */
  static byte[] bytes(Page.Entry entry) {
    StringBuilder out = new StringBuilder(entry.message().bytes() + 64);
    out.append("{\"id\":\"").append(entry.id()).append("\",\"fields\":");
    List<byte[]> fields = entry.message().fields();
    if (isObject(fields)) {
      object(fields, out);
    } else {
      pairs(fields, out);
    }
    return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isObject(List<byte[]> fields) {
    if (fields.size() == 2) {
      return isText(fields.get(0));
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < fields.size(); i += 2) {
      byte[] name = fields.get(i);
      if (!isText(name) || !names.add(new String(name, StandardCharsets.UTF_8))) {
        return false;
      }
    }
    return true;
  }

  private static void object(List<byte[]> fields, StringBuilder out) {
    out.append('{');
    for (int i = 0; i < fields.size(); i += 2) {
      out.append(i == 0 ? "" : ",");
      JsonText.quote(fields.get(i), out);
      out.append(':');
      value(fields.get(i + 1), out);
    }
    out.append('}');
  }

  private static void pairs(List<byte[]> fields, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < fields.size(); i += 2) {
      out.append(i == 0 ? "[" : ",[");
      value(fields.get(i), out);
      out.append(',');
      value(fields.get(i + 1), out);
      out.append(']');
    }
    out.append(']');
  }

  private static void value(byte[] bytes, StringBuilder out) {
    if (isText(bytes)) {
      JsonText.quote(bytes, out);
    } else {
      out.append("{\"" + JsonBody.BASE64 + "\":\"")
          .append(Base64.getEncoder().encodeToString(bytes))
          .append("\"}");
    }
  }

  private static boolean isText(byte[] bytes) {
    return Utf8.isValid(bytes, 0, bytes.length);
  }
}
