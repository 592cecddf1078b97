package dev.rollcall.broadcast;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Some consecutive messages of a topic. Immutable. */
public final class Page {
  /** Nothing. */
  public static final Page EMPTY = new Page(List.of(), null);

  /**
   * One message in the log.
   *
   * @param producer who appended it
   */
  public record Entry(MessageId id, Message message, String producer) {}

  /** Messages that retention has taken away: all after {@code from}, up to {@code to}. */
  public record Gap(MessageId from, MessageId to) {}

  /** How a protocol writes one message. The same object stands for the same form always. */
  public interface Form {
    /** Writes the message as the protocol has it. */
    void write(Entry entry, ByteArrayOutputStream out);
  }

  /** Messages of one batch; the batch itself where they are all of it. */
  record Part(List<Entry> entries, @Nullable Batch whole) {}

  private final List<Part> parts;
  private final @Nullable Gap trimmed;

  Page(List<Part> parts, @Nullable Gap trimmed) {
    this.parts = parts;
    this.trimmed = trimmed;
  }

  /** A page of these messages. */
  public static Page of(List<Entry> entries, @Nullable Gap trimmed) {
    return new Page(entries.isEmpty() ? List.of() : List.of(new Part(entries, null)), trimmed);
  }

  /** The messages in the order of their IDs, or against it where that was asked for. */
  public List<Entry> entries() {
    if (parts.size() == 1) {
      return parts.get(0).entries();
    }
    List<Entry> entries = new ArrayList<>(count());
    parts.forEach(part -> entries.addAll(part.entries()));
    return entries;
  }

  /** What was asked for and is not kept any more, before the first message; null if nothing. */
  public @Nullable Gap trimmed() {
    return trimmed;
  }

  /** The same page after a gap before it; null for none. */
  Page since(@Nullable Gap before) {
    if (before == null) {
      return this;
    }
    return new Page(parts, new Gap(before.from(), trimmed == null ? before.to() : trimmed.to()));
  }

  /** How many messages there are. */
  public int count() {
    int count = 0;
    for (Part part : parts) {
      count += part.entries().size();
    }
    return count;
  }

  /** The ID up to which this page has all that is kept; not for an empty one. */
  MessageId last() {
    if (parts.isEmpty()) {
      return Objects.requireNonNull(trimmed).to();
    }
    List<Entry> entries = parts.get(parts.size() - 1).entries();
    return entries.get(entries.size() - 1).id();
  }

  /** Whether there is neither a message nor a gap. */
  public boolean isEmpty() {
    return parts.isEmpty() && trimmed == null;
  }

  /** All messages in a protocol's form, one after the other, but for those of one producer. */
  public ByteString render(Form form, @Nullable String exceptProducer) {
    ByteString rendered = ByteString.emptyByteString();
    for (Part part : parts) {
      rendered = rendered.concat(render(part, form, exceptProducer));
    }
    return rendered;
  }

  private static ByteString render(Part part, Form form, @Nullable String exceptProducer) {
    Batch whole = part.whole();
    if (whole != null && (exceptProducer == null || !whole.hasProducer(exceptProducer))) {
      return whole.rendered(form);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Entry entry : part.entries()) {
      if (!entry.producer().equals(exceptProducer)) {
        form.write(entry, out);
      }
    }
    return ByteString.fromArrayUnsafe(out.toByteArray());
  }
}
