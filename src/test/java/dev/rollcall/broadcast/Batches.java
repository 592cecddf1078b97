package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Batches to test with. */
final class Batches {
  private Batches() {}

  /** One with texts only, each its own append, in the millisecond after {@code previous}. */
  static Batch after(MessageId previous, String... texts) {
    MessageId first = previous.next(previous.millis() + 1);
    return new Batch(
        previous,
        1,
        first.millis(),
        List.of(),
        IntStream.range(0, texts.length)
            .mapToObj(
                i ->
                    new Batch.Group(
                        new AppendKey("p", first + "/" + i),
                        first.plus(i),
                        List.of(Message.text(texts[i].getBytes(UTF_8)))))
            .toList());
  }

  /** The same, written when retention had left this event as the oldest. */
  static Batch kept(long keptFrom, Batch batch) {
    return new Batch(batch.previous(), keptFrom, batch.millis(), batch.changes(), batch.groups());
  }

  /** One that appends nothing. */
  static Batch changing(MessageId previous, Change... changes) {
    return new Batch(
        previous,
        1,
        previous.millis() + 1,
        Stream.of(changes)
            .map(change -> new Batch.Altered(new AppendKey("c", previous.toString()), 1, change))
            .toList(),
        List.of());
  }

  /** One with every change, and an append. */
  static Batch changed() {
    MessageId previous = new MessageId(1_700_000_000_000L, 3);
    MessageId set = new MessageId(1_700_000_000_000L, 9);
    List<Change> changes =
        List.of(
            new Change.Trimmed(new MessageId(1_600_000_000_000L, 0), 300, 1L << 40),
            new Change.Taken(
                List.of(
                    new Change.One(
                        new MessageId(1_700_000_000_000L, 0),
                        new MessageId(1_700_000_000_000L, 1),
                        77),
                    new Change.One(
                        new MessageId(1_700_000_000_000L, 2), new MessageId(-1, -9), 1 << 20))),
            new Change.Deleted(),
            new Change.Created(),
            new Change.LastSet(set, 1234, previous));
    return new Batch(
        previous,
        5,
        1_700_000_000_005L,
        changes.stream()
            .map(change -> new Batch.Altered(new AppendKey("@n", "7"), 3, change))
            .toList(),
        List.of(
            new Batch.Group(
                new AppendKey("p", "1"),
                set.plus(1),
                List.of(Message.text("hello".getBytes(UTF_8))))));
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
        first.millis(),
        List.of(),
        List.of(
            new Batch.Group(
                new AppendKey("@node", "1z"),
                first,
                List.of(Message.text("hello".getBytes(UTF_8)), Message.text(new byte[0]))),
            new Batch.Group(new AppendKey("pröducer", ""), first.plus(2), List.of(fields))));
  }
}
