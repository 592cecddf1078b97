package dev.rollcall.broadcast;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.immutable.TreeMap;
import scala.collection.immutable.TreeMap$;
import scala.math.Ordering;
import scala.math.Ordering$;

/**
 * Which messages of a topic are gone though they may still be stored: everything up to an ID, and
 * holes after it. A hole knows the ID before it, so that neighbours grow together and one that
 * touches the beginning becomes part of it: a queue whose messages are removed in their order never
 * has any. Immutable; a change shares nearly everything with what was before.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.NONE)
final class Removed {
  /**
   * Messages that are gone, one after the other.
   *
   * @param previous the ID given last before {@code first}
   */
  record Hole(MessageId previous, MessageId first, MessageId last) {}

  private static final Ordering<MessageId> ORDER =
      Ordering$.MODULE$.comparatorToOrdering(Comparator.<MessageId>naturalOrder());

  /** Nothing is gone. */
  static final Removed NOTHING =
      new Removed(MessageId.NONE, TreeMap$.MODULE$.<MessageId, Hole>empty(ORDER));

  private final MessageId upTo;

  /** By their first IDs. */
  private final TreeMap<MessageId, Hole> holes;

  private Removed(MessageId upTo, TreeMap<MessageId, Hole> holes) {
    this.upTo = upTo;
    this.holes = holes;
  }

  /** Everything up to this ID is gone. */
  static Removed upTo(MessageId id) {
    return new Removed(id, NOTHING.holes);
  }

  /** The ID up to which everything is gone. */
  MessageId upTo() {
    return upTo;
  }

  /** How many holes there are. */
  int holes() {
    return holes.size();
  }

  /** Whether the message with this ID is gone. */
  boolean has(MessageId id) {
    return !id.isAfter(upTo) || holeAt(id) != null;
  }

  /** Whether any message after {@code previous}, up to {@code last}, may be gone. */
  boolean touches(MessageId previous, MessageId last) {
    if (upTo.isAfter(previous)) {
      return true;
    }
    if (holes.isEmpty()) {
      return false;
    }
    Hole next = from(previous);
    return holeAt(previous) != null || (next != null && !next.first().isAfter(last));
  }

  /** The last ID of what is gone right after {@code id}; {@code id} itself if nothing is. */
  MessageId skip(MessageId id) {
    if (upTo.isAfter(id)) {
      return upTo;
    }
    Hole around = holeAt(id);
    if (around != null) {
      return around.last();
    }
    Hole next = from(id);
    return next != null && !next.previous().isAfter(id) ? next.last() : id;
  }

  /** The first ID of the hole that {@code id} lies in; {@code id} itself where it is in none. */
  MessageId begin(MessageId id) {
    Hole around = holeAt(id);
    return around == null ? id : around.first();
  }

  private @Nullable Hole holeAt(MessageId id) {
    Hole hole = holes.contains(id) ? holes.apply(id) : before(id);
    return hole == null || id.isAfter(hole.last()) ? null : hole;
  }

  /** The hole that begins last before {@code id}. */
  private @Nullable Hole before(MessageId id) {
    return value(holes.maxBefore(id));
  }

  /** The first hole that begins at or after {@code id}. */
  private @Nullable Hole from(MessageId id) {
    return value(holes.minAfter(id));
  }

  private static @Nullable Hole value(Option<Tuple2<MessageId, Hole>> found) {
    return found.isEmpty() ? null : found.get()._2();
  }

  /** Without this message, too, {@code previous} being the ID given last before it. */
  Removed with(MessageId previous, MessageId id) {
    if (has(id)) {
      return this;
    }
    if (!previous.isAfter(upTo)) {
      return through(id);
    }
    Hole left = holeAt(previous);
    Hole right = from(id);
    boolean joins = right != null && !right.previous().isAfter(id);
    Hole hole =
        new Hole(
            left == null ? previous : left.previous(),
            left == null ? id : left.first(),
            joins && right != null ? right.last() : id);
    TreeMap<MessageId, Hole> rest = joins && right != null ? holes.removed(right.first()) : holes;
    return new Removed(upTo, rest.updated(hole.first(), hole));
  }

  /** Without everything up to this ID, too. */
  Removed through(MessageId id) {
    if (!id.isAfter(upTo)) {
      return this;
    }
    if (holes.isEmpty()) {
      return upTo(id);
    }
    Hole around = holeAt(id);
    MessageId end = around == null ? id : around.last();
    TreeMap<MessageId, Hole> rest = after(end);
    while (!rest.isEmpty() && !rest.head()._2().previous().isAfter(end)) {
      end = rest.head()._2().last();
      rest = rest.removed(rest.head()._1());
    }
    return new Removed(end, rest);
  }

  /** Without the holes that end at or before {@code id}: for whoever has nothing before it. */
  Removed onlyAfter(MessageId id) {
    if (holes.isEmpty() || holes.head()._2().last().isAfter(id)) {
      return this;
    }
    Hole around = holeAt(id);
    boolean reaches = around != null && around.last().isAfter(id);
    return new Removed(upTo, after(reaches && around != null ? around.first() : id.plus(1)));
  }

  @SuppressWarnings("unchecked") // What the compiler of Scala has erased.
  private TreeMap<MessageId, Hole> after(MessageId id) {
    return (TreeMap<MessageId, Hole>) holes.rangeFrom(id);
  }

  /**
   * A part of it.
   *
   * @param knownFrom before this ID there may be more holes
   * @param knownTo after this ID there may be more holes
   */
  record Part(Removed removed, MessageId knownFrom, MessageId knownTo) {}

  /** What it says from {@code id} on, for at least {@code holesMax} holes if there are so many. */
  Part partFrom(MessageId id, int holesMax) {
    if (holes.size() <= holesMax) {
      return new Part(this, MessageId.NONE, MessageId.MAX);
    }
    Hole around = holeAt(id);
    Iterator<Tuple2<MessageId, Hole>> later =
        holes.iteratorFrom(around == null ? id : around.first());
    TreeMap<MessageId, Hole> part = NOTHING.holes;
    for (int i = 0; i < holesMax && later.hasNext(); i++) {
      Tuple2<MessageId, Hole> next = later.next();
      part = part.updated(next._1(), next._2());
    }
    MessageId knownTo = later.hasNext() ? later.next()._2().previous() : MessageId.MAX;
    return new Part(new Removed(upTo, part), id, knownTo);
  }

  /** What it says before {@code id}, for {@code holesMax} holes if there are so many. */
  Part partBefore(MessageId id, int holesMax) {
    if (holes.size() <= holesMax) {
      return new Part(this, MessageId.NONE, MessageId.MAX);
    }
    TreeMap<MessageId, Hole> part = NOTHING.holes;
    Hole next = before(id);
    for (int i = 0; i < holesMax && next != null; i++) {
      part = part.updated(next.first(), next);
      next = before(next.first());
    }
    MessageId knownFrom = next == null ? MessageId.NONE : next.last().plus(1);
    return new Part(new Removed(upTo, part), knownFrom, id);
  }

  /** All holes in order. */
  List<Hole> list() {
    List<Hole> all = new ArrayList<>(holes.size());
    holes.valuesIterator().foreach(all::add);
    return all;
  }

  /** As it is stored and as it travels. */
  @JsonValue
  byte[] encoded() {
    Output out = new Output(24 + 12 * holes.size());
    out.id(upTo);
    out.varint(holes.size());
    MessageId base = upTo;
    for (Hole hole : list()) {
      out.idSince(base, hole.previous());
      out.idSince(hole.previous(), hole.first());
      out.idSince(hole.first(), hole.last());
      base = hole.last();
    }
    return out.toArray();
  }

  /** Reads what {@link #encoded} gave. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Removed decode(byte[] body) {
    return read(new Input(ByteBuffer.wrap(body)));
  }

  static Removed read(Input in) {
    MessageId upTo = in.id();
    int count = in.varint();
    TreeMap<MessageId, Hole> holes = NOTHING.holes;
    MessageId base = upTo;
    for (int i = 0; i < count; i++) {
      MessageId previous = in.idSince(base);
      MessageId first = in.idSince(previous);
      base = in.idSince(first);
      holes = holes.updated(first, new Hole(previous, first, base));
    }
    return new Removed(upTo, holes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Removed removed
        && upTo.equals(removed.upTo)
        && list().equals(removed.list());
  }

  @Override
  public int hashCode() {
    return 31 * upTo.hashCode() + list().hashCode();
  }
}
