package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.rollcall.broadcast.GroupState.Consumer;
import dev.rollcall.broadcast.GroupState.Group;
import dev.rollcall.store.StoredFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How changes of consumer groups and whole states of them are stored. Numbers are big-endian; a
 * name is its length (2) and its bytes; an ID is two numbers of 8 bytes.
 *
 * <pre>
 *  event:  incarnation (8), changes (4), then for each: kind (1), name of the group, and of kind
 *    1 group put         last ID, entries read (8)
 *    2 group dropped     nothing
 *    3 consumer put      name, milliseconds when seen (8)
 *    4 consumer dropped  name
 *    5 delivered         name of the consumer, milliseconds (8), deliveries (8), count (4), IDs
 *    6 released          count (4), IDs
 *
 *  state:  sequence (8), incarnation (8), groups (4), then for each:
 *    name, last ID, entries read (8), consumers (4), then for each:
 *      name, milliseconds when seen (8), pending (4), then for each:
 *        ID, milliseconds (8), deliveries (8)
 * </pre>
 *
 * Called by Pekko, which finds it by its configuration. Thread-safe.
 */
public final class GroupFormat extends StoredFormat {
  static final String EVENT = "event";
  static final String STATE = "state";

  private static final int IDENTIFIER = 7203;
  private static final int VERSION = 1;

  private static final int ID_BYTES = 2 * Long.BYTES;
  private static final int PENDING_BYTES = ID_BYTES + 2 * Long.BYTES;

  /** The one format of this version. */
  public GroupFormat() {
    super(IDENTIFIER, VERSION);
  }

  @Override
  public String manifest(Object stored) {
    return stored instanceof GroupEvent ? EVENT : STATE;
  }

  @Override
  protected int bodyBytes(Object stored) {
    if (stored instanceof GroupEvent event) {
      int bytes = Long.BYTES + Integer.BYTES;
      for (GroupChange change : event.changes()) {
        bytes = Math.addExact(bytes, 1 + bytes(change.group()) + bytes(change));
      }
      return bytes;
    }
    int bytes = 2 * Long.BYTES + Integer.BYTES;
    for (Map.Entry<String, Group> group : ((GroupState) stored).groups()) {
      bytes = Math.addExact(bytes, bytes(group.getKey()) + bytes(group.getValue()));
    }
    return bytes;
  }

  private static int bytes(String name) {
    return Short.BYTES + name.length();
  }

  private static int bytes(GroupChange change) {
    if (change instanceof GroupChange.GroupPut) {
      return ID_BYTES + Long.BYTES;
    } else if (change instanceof GroupChange.ConsumerPut put) {
      return bytes(put.consumer()) + Long.BYTES;
    } else if (change instanceof GroupChange.ConsumerDropped dropped) {
      return bytes(dropped.consumer());
    } else if (change instanceof GroupChange.Delivered delivered) {
      return bytes(delivered.pending().consumer())
          + 2 * Long.BYTES
          + Integer.BYTES
          + ID_BYTES * delivered.ids().size();
    } else if (change instanceof GroupChange.Released released) {
      return Integer.BYTES + ID_BYTES * released.ids().size();
    }
    return 0;
  }

  private static int bytes(Group group) {
    int bytes = ID_BYTES + Long.BYTES + Integer.BYTES;
    for (Map.Entry<String, Consumer> consumer : group.consumers()) {
      bytes +=
          bytes(consumer.getKey())
              + Long.BYTES
              + Integer.BYTES
              + PENDING_BYTES * consumer.getValue().pending().size();
    }
    return bytes;
  }

  @Override
  protected void write(Object stored, ByteBuffer body) {
    if (stored instanceof GroupEvent event) {
      body.putLong(event.incarnation()).putInt(event.changes().size());
      event.changes().forEach(change -> write(change, body));
      return;
    }
    GroupState state = (GroupState) stored;
    body.putLong(state.sequence()).putLong(state.incarnation()).putInt(state.groups().size());
    for (Map.Entry<String, Group> group : state.groups()) {
      write(group.getKey(), body);
      write(group.getValue(), body);
    }
  }

  private static void write(GroupChange change, ByteBuffer body) {
    body.put(kind(change));
    write(change.group(), body);
    if (change instanceof GroupChange.GroupPut put) {
      write(put.last(), body);
      body.putLong(put.entriesRead());
    } else if (change instanceof GroupChange.ConsumerPut put) {
      write(put.consumer(), body);
      body.putLong(put.seenMillis());
    } else if (change instanceof GroupChange.ConsumerDropped dropped) {
      write(dropped.consumer(), body);
    } else if (change instanceof GroupChange.Delivered delivered) {
      write(delivered.pending().consumer(), body);
      body.putLong(delivered.pending().deliveredMillis());
      body.putLong(delivered.pending().deliveries());
      write(delivered.ids(), body);
    } else if (change instanceof GroupChange.Released released) {
      write(released.ids(), body);
    }
  }

  private static byte kind(GroupChange change) {
    if (change instanceof GroupChange.GroupPut) {
      return 1;
    } else if (change instanceof GroupChange.GroupDropped) {
      return 2;
    } else if (change instanceof GroupChange.ConsumerPut) {
      return 3;
    } else if (change instanceof GroupChange.ConsumerDropped) {
      return 4;
    } else if (change instanceof GroupChange.Delivered) {
      return 5;
    }
    return 6;
  }

  private static void write(Group group, ByteBuffer body) {
    write(group.last(), body);
    body.putLong(group.entriesRead()).putInt(group.consumers().size());
    for (Map.Entry<String, Consumer> consumer : group.consumers()) {
      write(consumer.getKey(), body);
      OrderedMap<MessageId, Pending> pending = consumer.getValue().pending();
      body.putLong(consumer.getValue().seenMillis()).putInt(pending.size());
      for (Map.Entry<MessageId, Pending> entry : pending) {
        write(entry.getKey(), body);
        body.putLong(entry.getValue().deliveredMillis()).putLong(entry.getValue().deliveries());
      }
    }
  }

  private static void write(String name, ByteBuffer body) {
    body.putShort((short) name.length()).put(name.getBytes(ISO_8859_1));
  }

  private static void write(List<MessageId> ids, ByteBuffer body) {
    body.putInt(ids.size());
    ids.forEach(id -> write(id, body));
  }

  private static void write(MessageId id, ByteBuffer body) {
    body.putLong(id.millis()).putLong(id.sequence());
  }

  @Override
  protected Object read(String manifest, int version, ByteBuffer body) {
    if (manifest.equals(EVENT)) {
      long incarnation = body.getLong();
      int count = count(body, 1);
      List<GroupChange> changes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        changes.add(change(body));
      }
      return new GroupEvent(incarnation, changes);
    }
    GroupState state = new GroupState(body.getLong(), body.getLong(), OrderedMap.empty(), 0);
    int groups = count(body, ID_BYTES);
    for (int i = 0; i < groups; i++) {
      state = withGroup(state, body);
    }
    return state;
  }

  private static GroupChange change(ByteBuffer body) {
    byte kind = body.get();
    String group = name(body);
    return switch (kind) {
      case 1 -> new GroupChange.GroupPut(group, id(body), body.getLong());
      case 2 -> new GroupChange.GroupDropped(group);
      case 3 -> new GroupChange.ConsumerPut(group, name(body), body.getLong());
      case 4 -> new GroupChange.ConsumerDropped(group, name(body));
      case 5 ->
          new GroupChange.Delivered(
              group, new Pending(name(body), body.getLong(), body.getLong()), ids(body));
      case 6 -> new GroupChange.Released(group, ids(body));
      default -> throw new IllegalArgumentException("a change of kind " + kind);
    };
  }

  private static GroupState withGroup(GroupState before, ByteBuffer body) {
    String group = name(body);
    GroupState state = before.with(new GroupChange.GroupPut(group, id(body), body.getLong()));
    int consumers = count(body, Short.BYTES);
    for (int i = 0; i < consumers; i++) {
      String consumer = name(body);
      state = state.with(new GroupChange.ConsumerPut(group, consumer, body.getLong()));
      int pending = count(body, PENDING_BYTES);
      for (int j = 0; j < pending; j++) {
        List<MessageId> id = List.of(id(body));
        state =
            state.with(
                new GroupChange.Delivered(
                    group, new Pending(consumer, body.getLong(), body.getLong()), id));
      }
    }
    return state;
  }

  private static List<MessageId> ids(ByteBuffer body) {
    int count = count(body, ID_BYTES);
    List<MessageId> ids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ids.add(id(body));
    }
    return ids;
  }

  private static MessageId id(ByteBuffer body) {
    return new MessageId(body.getLong(), body.getLong());
  }

  private static String name(ByteBuffer body) {
    byte[] name = new byte[Short.toUnsignedInt(body.getShort())];
    body.get(name);
    return new String(name, ISO_8859_1);
  }

  /** A number of things that take so many bytes at least. */
  private static int count(ByteBuffer body, int bytesEach) {
    int count = body.getInt();
    if (count < 0 || count > body.remaining() / bytesEach) {
      throw new IllegalArgumentException(count + " things");
    }
    return count;
  }
}
