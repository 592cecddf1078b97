package dev.rollcall.edge.http.api;

import dev.rollcall.base.Escape;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.TopicName;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.wire.Utf8;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** Reads what a request's address says, and names what it may say. */
final class Parameters {
  private Parameters() {}

  /** The topic that the path names. */
  static String topic(Exchange exchange) {
    byte[] name = exchange.bytes("topic");
    String topic = exchange.text("topic");
    if (!Utf8.isValid(name, 0, name.length) || !TopicName.isValid(topic)) {
      throw bad("A topic's name must be " + TopicName.RULE + ", in UTF-8.");
    }
    return topic;
  }

  /** The cursor {@code from}, if there is one. */
  static Optional<MessageId> from(Exchange exchange) {
    return Optional.ofNullable(exchange.target().query().get("from")).map(text -> id("from", text));
  }

  /** Reads an ID that is called {@code name} where the client wrote it. */
  static MessageId id(String name, String text) {
    return MessageId.parse(text)
        .orElseThrow(
            () ->
                bad(
                    name
                        + "="
                        + Escape.controls(text)
                        + " is no message's ID: milliseconds-sequence, two decimal numbers, such as"
                        + " 1795261994614-0, or 0 for the beginning."));
  }

  /** A number from 1 to {@code max}. */
  static int count(Exchange exchange, int fallback, int max) {
    String text = exchange.target().query().get("count");
    if (text == null) {
      return fallback;
    }
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= max) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Said below, as of any other text that is no such number.
    }
    throw bad("count=" + Escape.controls(text) + " must be a number from 1 to " + max + ".");
  }

  /** Whether {@code name} is {@code true}. */
  static boolean flag(Exchange exchange, String name) {
    String text = exchange.target().query().getOrDefault(name, "false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(name + "=" + Escape.controls(text) + " must be true or false.");
    };
  }

  static Fault bad(String detail) {
    return new Fault(StatusCodes.BAD_REQUEST, detail);
  }
}
