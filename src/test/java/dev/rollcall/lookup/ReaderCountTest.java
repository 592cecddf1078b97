package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReaderCountTest {
  private static final int ROUNDS = 2_000;
  private static final int READERS = 3;
  private static final int ENTRIES = 100;

  private final AtomicInteger closings = new AtomicInteger();

  @Test
  void closesAtOnceWhereNobodyReads() {
    ReaderCount readers = new ReaderCount(closings::incrementAndGet);
    readers.retire();
    assertThat(closings).hasValue(1);
    assertThat(readers.tryEnter()).isFalse();
    assertThat(readers.closed()).isTrue();
  }

  @Test
  void closesWhenTheLastReaderLeaves() {
    ReaderCount readers = new ReaderCount(closings::incrementAndGet);
    assertThat(readers.tryEnter()).isTrue();
    assertThat(readers.tryEnter()).isTrue();
    readers.retire();
    assertThat(readers.tryEnter()).isFalse();
    readers.leave();
    assertThat(closings).hasValue(0);
    readers.leave();
    assertThat(closings).hasValue(1);
  }

  @Test
  void staysOpenWhereNobodyRetiresIt() {
    ReaderCount readers = new ReaderCount(closings::incrementAndGet);
    assertThat(readers.tryEnter()).isTrue();
    readers.leave();
    assertThat(closings).hasValue(0);
    assertThat(readers.tryEnter()).isTrue();
  }

  @Test
  void isClosedExactlyOnceAndNeverUnderAReader() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
    try {
      for (int round = 0; round < ROUNDS; round++) {
        AtomicBoolean closed = new AtomicBoolean();
        closings.set(0);
        ReaderCount readers =
            new ReaderCount(
                () -> {
                  closed.set(true);
                  closings.incrementAndGet();
                });
        CyclicBarrier start = new CyclicBarrier(READERS + 1);
        List<Future<Boolean>> seen = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          seen.add(threads.submit(() -> readsClosed(readers, closed, start)));
        }
        Future<?> retiring =
            threads.submit(
                () -> {
                  start.await();
                  readers.retire();
                  return true;
                });
        for (Future<Boolean> reader : seen) {
          assertThat(reader.get(10, TimeUnit.SECONDS)).isFalse();
        }
        retiring.get(10, TimeUnit.SECONDS);
        assertThat(closings).hasValue(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Enters a few times or until it is let in no more; tells whether it was closed meanwhile. */
  private static boolean readsClosed(ReaderCount readers, AtomicBoolean closed, CyclicBarrier start)
      throws Exception {
    start.await();
    boolean read = false;
    for (int i = 0; i < ENTRIES && readers.tryEnter(); i++) {
      read |= closed.get();
      readers.leave();
    }
    return read;
  }
}
