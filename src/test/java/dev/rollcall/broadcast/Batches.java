package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.IntStream;

/** Batches to test with. */
final class Batches {
  private Batches() {}

  /** One with texts only, each its own append, in the millisecond after {@code previous}. */
  static Batch after(MessageId previous, String... texts) {
    MessageId first = previous.next(previous.millis() + 1);
    return new Batch(
        previous,
        1,
        IntStream.range(0, texts.length)
            .mapToObj(
                i ->
                    new Batch.Group(
                        new AppendKey("p", first + "/" + i),
                        first.plus(i),
                        List.of(Message.text(texts[i].getBytes(UTF_8)))))
            .toList());
  }

  /** One with everything that a batch can hold. */
  static Batch varied() {
    Message fields =
        new Message(
            List.of("a".getBytes(UTF_8), new byte[] {0, -1}, "".getBytes(UTF_8), new byte[300]));
    MessageId previous = new MessageId(1_700_000_000_000L, 3);
    MessageId first = new MessageId(1_700_000_000_001L, 0);
    return new Batch(
        previous,
        17,
        List.of(
            new Batch.Group(
                new AppendKey("@node", "1z"),
                first,
                List.of(Message.text("hello".getBytes(UTF_8)), Message.text(new byte[0]))),
            new Batch.Group(new AppendKey("pröducer", ""), first.plus(2), List.of(fields))));
  }
}
