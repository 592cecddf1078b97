package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.MessageId;

/** Reads the IDs of messages in arguments, in the forms that commands of streams take. */
final class StreamIds {
  /** No ID is longer; Redis reads no more either. */
  private static final int LENGTH_MAX = 127;

  private static final long GREATEST = -1;

  private StreamIds() {}

  /** One whole ID; milliseconds alone stand for the first one of them. */
  static MessageId strict(Call call, int argument) {
    return parse(call.text(argument), 0);
  }

  /** The same of a text. */
  static MessageId strict(String text) {
    return parse(text, 0);
  }

  /** As {@link #strict}, or {@code -} for the least and {@code +} for the greatest. */
  static MessageId loose(Call call, int argument) {
    return loose(call.text(argument), 0);
  }

  /** Where a range begins, inclusive; {@code (} before an ID excludes it. */
  static MessageId from(Call call, int argument) {
    String text = call.text(argument);
    if (!excludes(text)) {
      return loose(text, 0);
    }
    MessageId id = parse(text.substring(1), 0);
    if (id.equals(MessageId.MAX)) {
      throw RespError.argument("invalid start ID for the interval");
    }
    return id.plus(1);
  }

  /** Where a range ends, inclusive; milliseconds alone stand for the last ID of them. */
  static MessageId to(Call call, int argument) {
    String text = call.text(argument);
    if (!excludes(text)) {
      return loose(text, GREATEST);
    }
    MessageId id = parse(text.substring(1), GREATEST);
    if (id.equals(MessageId.NONE)) {
      throw RespError.argument("invalid end ID for the interval");
    }
    return id.sequence() == 0
        ? new MessageId(id.millis() - 1, GREATEST)
        : new MessageId(id.millis(), id.sequence() - 1);
  }

  private static boolean excludes(String text) {
    return text.length() > 1 && text.charAt(0) == '(';
  }

  private static MessageId loose(String text, long sequence) {
    if (text.equals("-")) {
      return MessageId.NONE;
    }
    return text.equals("+") ? MessageId.MAX : parse(text, sequence);
  }

  private static MessageId parse(String text, long sequence) {
    if (text.length() > LENGTH_MAX) {
      throw invalid();
    }
    MessageId id = MessageId.parse(text).orElseThrow(StreamIds::invalid);
    return text.indexOf('-') < 0 ? new MessageId(id.millis(), sequence) : id;
  }

  private static RespError invalid() {
    return RespError.argument("Invalid stream ID specified as stream command argument");
  }
}
