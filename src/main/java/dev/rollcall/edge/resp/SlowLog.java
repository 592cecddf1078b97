package dev.rollcall.edge.resp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The calls that took long, newest first. Bounded in number by {@link Tuning#slowLogLength} and
 * {@link #LENGTH_MAX}, and in what is kept of each as Redis does. Thread-safe.
 */
final class SlowLog {
  /**
   * One call.
   *
   * @param id its number, from 0
   * @param seconds when it ended, since 1970
   * @param micros how long it took
   * @param arguments the command's name and what came with it, shortened
   * @param address the client's
   * @param name the client's
   */
  record Entry(
      long id, long seconds, long micros, List<byte[]> arguments, String address, String name) {}

  /** However much CONFIG SET allows: each may keep 4 KiB. */
  static final int LENGTH_MAX = 10_000;

  private static final int ARGUMENTS_MAX = 32;
  private static final int ARGUMENT_BYTES_MAX = 128;

  private final Tuning tuning;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long nextId;

  SlowLog(Tuning tuning) {
    this.tuning = tuning;
  }

  boolean isSlow(long nanos) {
    long least = tuning.slowMicros();
    return least >= 0 && TimeUnit.NANOSECONDS.toMicros(nanos) >= least;
  }

  /** Keeps the first of calls that took long, each as long as {@code nanos}. */
  void add(Run run, long nanos) {
    Call call = run.call(0);
    add(
        arguments(call),
        TimeUnit.NANOSECONDS.toMicros(nanos),
        run.client().peer().name(),
        run.client().name());
  }

  private synchronized void add(List<byte[]> arguments, long micros, String address, String name) {
    long seconds = Instant.now().getEpochSecond();
    entries.addFirst(new Entry(nextId++, seconds, micros, arguments, address, name));
    long most = Math.min(LENGTH_MAX, tuning.slowLogLength());
    while (entries.size() > most) {
      entries.removeLast();
    }
  }

  private static List<byte[]> arguments(Call call) {
    List<byte[]> arguments = new ArrayList<>();
    int whole = call.count() > ARGUMENTS_MAX ? ARGUMENTS_MAX - 1 : call.count();
    for (int i = 0; i < whole; i++) {
      arguments.add(shortened(call.bytes(i)));
    }
    if (whole < call.count()) {
      arguments.add(ascii("... (" + (call.count() - whole) + " more arguments)"));
    }
    return arguments;
  }

  private static byte[] shortened(byte[] argument) {
    if (argument.length <= ARGUMENT_BYTES_MAX) {
      return argument;
    }
    byte[] rest = ascii("... (" + (argument.length - ARGUMENT_BYTES_MAX) + " more bytes)");
    byte[] shortened = new byte[ARGUMENT_BYTES_MAX + rest.length];
    System.arraycopy(argument, 0, shortened, 0, ARGUMENT_BYTES_MAX);
    System.arraycopy(rest, 0, shortened, ARGUMENT_BYTES_MAX, rest.length);
    return shortened;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The newest entries, at most so many. */
  synchronized List<Entry> newest(long count) {
    return entries.stream().limit(count).toList();
  }

  synchronized int length() {
    return entries.size();
  }

  synchronized void clear() {
    entries.clear();
  }
}
