package dev.rollcall.store;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** The smallest entity that tells whether every event was folded once and in order. */
final class Counted {
  private Counted() {}

  /** An event: a number, and as many zeroes behind it as a test wants. */
  record Added(long number, int padding) {}

  /** The state: how many events there were, and all of their numbers in order, hashed. */
  record Total(long count, long digest) {
    static final Total NONE = new Total(0, 0);

    Total plus(long number) {
      return new Total(count + 1, digest * 31 + number);
    }

    /** The state after the numbers from 1 to this one. */
    static Total upTo(long last) {
      Total total = NONE;
      for (long i = 1; i <= last; i++) {
        total = total.plus(i);
      }
      return total;
    }
  }

  /** Snapshots after each so many events. */
  record Folding(long snapshotEvery) implements Journal.Folding<Added, Total> {
    @Override
    public Total empty() {
      return Total.NONE;
    }

    @Override
    public Total after(Total state, Added event) {
      return state.plus(event.number());
    }

    @Override
    public boolean snapshotNow(Total state, Added event) {
      return state.count() % snapshotEvery == 0;
    }
  }

  /** The serializer of both. */
  static final class Format extends StoredFormat {
    static final int IDENTIFIER = 990;

    /** Objects written in this JVM. */
    static final AtomicInteger WRITTEN = new AtomicInteger();

    public Format() {
      super(IDENTIFIER, 1);
    }

    @Override
    public String manifest(Object stored) {
      return stored instanceof Added ? "added" : "total";
    }

    @Override
    protected int bodyBytes(Object stored) {
      return stored instanceof Added added ? Long.BYTES + added.padding() : 2 * Long.BYTES;
    }

    @Override
    protected void write(Object stored, ByteBuffer body) {
      WRITTEN.incrementAndGet();
      if (stored instanceof Added added) {
        body.putLong(added.number()).put(new byte[added.padding()]);
      } else {
        Total total = (Total) stored;
        body.putLong(total.count()).putLong(total.digest());
      }
    }

    @Override
    protected Object read(String manifest, int version, ByteBuffer body) {
      if (manifest.equals("total")) {
        return new Total(body.getLong(), body.getLong());
      }
      long number = body.getLong();
      byte[] padding = new byte[body.remaining()];
      body.get(padding);
      return new Added(number, padding.length);
    }
  }
}
