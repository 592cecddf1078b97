package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.wire.RespWriter;

/** Writes messages as commands of streams answer them. */
final class StreamReplies {
  private StreamReplies() {}

  static void id(RespWriter out, MessageId id) {
    out.bulk(id.toString());
  }

  /** An ID and a flat array of fields and values, in both versions of the protocol. */
  static void entry(RespWriter out, MessageId id, Message message) {
    out.array(2);
    id(out, id);
    out.array(message.fields().size());
    message.fields().forEach(out::bulk);
  }

  /** Begins what so many streams have: a map, or in RESP2 an array of pairs. */
  static void streams(RespWriter out, int count) {
    if (out.protocol() == 2) {
      out.array(count);
    } else {
      out.map(count);
    }
  }

  /** Begins what one of the streams has; its entries follow. */
  static void stream(RespWriter out, byte[] key) {
    if (out.protocol() == 2) {
      out.array(2);
    }
    out.bulk(key);
  }
}
