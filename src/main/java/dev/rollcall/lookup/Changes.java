package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a partition that were asked for and are not durable yet: those in the event under
 * way, and those that wait for the next one, which holds all of them. One actor's own.
 */
final class Changes {
  /** An event is closed when it has that much, so that one is written and read at a breath. */
  private static final long EVENT_BYTES_MAX = 1 << 20;

  /** What may wait; beyond it, whoever asks is told to come back. */
  private static final long WAITING_BYTES_MAX = 16 << 20;

  /**
   * What one partition's overlay may take: as large a snapshot as is written and read unnoticed.
   */
  private static final long OVERLAY_BYTES_MAX = 64L << 20;

  /** A set that was made at run time has no other place for its members. */
  private static final long RUN_TIME_BYTES_MAX = 256L << 20;

  /** More than come in the time after which a request is repeated, unless each is tiny. */
  private static final int ANSWERED_KEPT = 256;

  private static final Partition.Refused FULL =
      new Partition.Refused(
          ErrorCode.OVERLOADED,
          "no more members can be added at run time; put those that are into the set's file");

  private static final Partition.Refused RUN_TIME_FULL =
      new Partition.Refused(
          ErrorCode.OVERLOADED,
          "it has as many members as one without a file can have; put them into a file and"
              + " configure it under rollcall.sets");

  private final ArrayDeque<Partition.Alter> waiting = new ArrayDeque<>();
  private final List<Outcome> underWay = new ArrayList<>();
  private final long bytesMax;
  private final Partition.Refused full;
  private long waitingBytes;

  /**
   * @param runTime whether the partition's set was made at run time
   */
  Changes(boolean runTime) {
    bytesMax = runTime ? RUN_TIME_BYTES_MAX : OVERLAY_BYTES_MAX;
    full = runTime ? RUN_TIME_FULL : FULL;
  }

  /** What to answer when the event is durable. */
  private record Outcome(Partition.Alter change, Partition.Reply reply) {}

  /** By the number of each request that is not answered yet, who has asked for the same again. */
  private final Map<Long, List<ActorRef<Partition.Reply>>> pending = new HashMap<>();

  /** The last answers, for whoever missed one. */
  private final Map<Long, Partition.Reply> answered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Partition.Reply> eldest) {
          return size() > ANSWERED_KEPT;
        }
      };

  /** Whether one more fits. */
  boolean hasRoom() {
    return waitingBytes < WAITING_BYTES_MAX;
  }

  void add(Partition.Alter change) {
    waiting.add(change);
    pending.put(change.request(), new ArrayList<>());
    waitingBytes += change.bytes();
  }

  /**
   * Whether the same has been asked for before; it is answered with what that one is answered,
   * since done twice it would look as if it had changed nothing.
   */
  boolean isRepeated(Partition.Alter change) {
    Partition.Reply reply = answered.get(change.request());
    if (reply != null) {
      change.replyTo().tell(reply);
      return true;
    }
    List<ActorRef<Partition.Reply>> others = pending.get(change.request());
    if (others == null) {
      return false;
    }
    others.add(change.replyTo());
    return true;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Tells everybody whose change is in the event that it is durable. */
  void written() {
    for (Outcome outcome : underWay) {
      answer(outcome.change(), outcome.reply());
      answered.put(outcome.change().request(), outcome.reply());
    }
    underWay.clear();
  }

  private void answer(Partition.Alter change, Partition.Reply reply) {
    change.replyTo().tell(reply);
    List<ActorRef<Partition.Reply>> others = pending.remove(change.request());
    if (others != null) {
      others.forEach(replyTo -> replyTo.tell(reply));
    }
  }

  /** Tells everybody that nothing was done, as far as is known. */
  void refuse(Partition.Refused reason) {
    answerAll(reason);
  }

  /** Asks everybody to send it again: whether it was done is not known. */
  void sendBack() {
    answerAll(Partition.Again.INSTANCE);
  }

  private void answerAll(Partition.Reply reply) {
    underWay.forEach(outcome -> answer(outcome.change(), reply));
    underWay.clear();
    waiting.forEach(change -> answer(change, reply));
    waiting.clear();
    waitingBytes = 0;
  }

  /**
   * The next event, of as many changes as fit; null where none that waited changes anything, and
   * all of them are answered then. To be asked only when no event is under way.
   *
   * @param overlay everything that is durable
   * @param generation what the file says, held by the caller; null where none is live
   */
  @Nullable OverlayEvent next(Overlay overlay, @Nullable Generation generation) {
    List<OverlayEvent.Change> event = new ArrayList<>();
    Overlay state = overlay;
    long bytes = 0;
    while (!waiting.isEmpty() && bytes < EVENT_BYTES_MAX) {
      Partition.Alter change = waiting.remove();
      waitingBytes -= change.bytes();
      Partition.Reply refusal = refusal(change, state, generation);
      if (refusal != null || generation == null) {
        answer(change, refusal == null ? Partition.Again.INSTANCE : refusal);
        continue;
      }
      Working working = new Working(state, event);
      long[] changed = working.apply(change, generation);
      state = working.overlay;
      bytes += change.bytes();
      underWay.add(new Outcome(change, new Partition.Changed(changed)));
    }
    if (event.isEmpty()) {
      written();
      return null;
    }
    return new OverlayEvent(List.copyOf(event));
  }

  private Partition.@Nullable Reply refusal(
      Partition.Alter change, Overlay state, @Nullable Generation generation) {
    long live = generation == null ? 0 : generation.fingerprint();
    if (live != change.generation()) {
      return new Partition.OtherGeneration(live);
    }
    return change instanceof Partition.Change more && more.add() && state.bytes() > bytesMax
        ? full
        : null;
  }

  /** An event in the making, and what members there are after it. */
  private static final class Working {
    private static final OverlayKey NO_KEY = new OverlayKey(new byte[0]);

    private Overlay overlay;
    private final List<OverlayEvent.Change> event;

    Working(Overlay overlay, List<OverlayEvent.Change> event) {
      this.overlay = overlay;
      this.event = event;
    }

    /** Does what was asked for; gives a bit for each key that was not so before. */
    long[] apply(Partition.Alter change, Generation generation) {
      return change instanceof Partition.Change keys ? apply(keys, generation) : clear();
    }

    /** Leaves no member; gives one bit, for whether there was any. */
    private long[] clear() {
      boolean any = !overlay.isEmpty();
      if (any) {
        note(OverlayEvent.Kind.CLEARED, NO_KEY);
      }
      return new long[] {any ? 1 : 0};
    }

    /** Makes each key a member or none; gives a bit for each that was not so before. */
    private long[] apply(Partition.Change change, Generation generation) {
      ByteSlices keys = change.keys().slices();
      long[] inFile = generation.contains(keys);
      long[] changed = new long[inFile.length];
      for (int i = 0; i < keys.count(); i++) {
        boolean listed = (inFile[i >>> 6] >>> i & 1) != 0;
        if (apply(change.add(), new OverlayKey(keys.copy(i)), listed)) {
          changed[i >>> 6] |= 1L << i;
        }
      }
      return changed;
    }

    private boolean apply(boolean add, OverlayKey key, boolean listed) {
      Boolean said = overlay.member(key);
      boolean member = said == null ? listed : said;
      if (add && !Boolean.TRUE.equals(said)) {
        note(OverlayEvent.Kind.ADDED, key);
      } else if (!add && member) {
        // Hidden only where the file has it, or every key that came and went would stay here.
        note(listed ? OverlayEvent.Kind.REMOVED : OverlayEvent.Kind.FORGOTTEN, key);
      }
      return member != add;
    }

    private void note(OverlayEvent.Kind kind, OverlayKey key) {
      OverlayEvent.Change change = new OverlayEvent.Change(kind, key);
      event.add(change);
      overlay = overlay.with(change);
    }
  }
}
