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
}
