package dev.rollcall.edge.resp;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What was called how often, how long it took and what went wrong. Thread-safe. */
public final class Statistics {
  /** One command's figures. */
  static final class Figures {
    final LongAdder calls = new LongAdder();
    final LongAdder nanos = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LatencyHistogram durations = new LatencyHistogram();
  }

  /** Errors are told apart by their first word; there are no more of those than this. */
  private static final int ERROR_KINDS_MAX = 128;

  /** What errors without a word of their own, or with one too many, are counted under. */
  private static final String OTHER_ERRORS = "ERR";

  /** Figures that cover less time than this would jump about. */
  private static final long RATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<Command, Figures> figures = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
  private final LongAdder calls = new LongAdder();
  private final Tuning tuning = new Tuning();
  private final SlowLog slowLog = new SlowLog(tuning);
  private final LatencyMonitor latency = new LatencyMonitor(tuning);

  private long rateFromNanos = System.nanoTime();
  private long rateFromCalls;
  private long rate;

  /** Calls were carried out together. */
  void ran(Run run, long nanos, @Nullable Throwable failure) {
    int count = run.count();
    long each = nanos / count;
    Figures of = of(run.command());
    calls.add(count);
    of.calls.add(count);
    of.nanos.add(nanos);
    of.durations.add(each, count);
    if (failure != null) {
      of.failed.add(count);
    }
    if (slowLog.isSlow(each)) {
      slowLog.add(run, each);
    }
    if (latency.isHigh(nanos)) {
      latency.add(run.command(), nanos);
    }
  }

  /** A request was refused before it was carried out; {@code command} is null if it is unknown. */
  void rejected(@Nullable Command command, RespError error) {
    if (command != null) {
      of(command).rejected.increment();
    }
  }

  /** A client was told of an error. */
  void failed(RespError error) {
    String text = error.text();
    int end = text.indexOf(' ');
    String word = end > 0 && isKind(text, end) ? text.substring(0, end) : OTHER_ERRORS;
    LongAdder count = errors.get(word);
    if (count == null) {
      String kind = errors.size() < ERROR_KINDS_MAX ? word : OTHER_ERRORS;
      count = errors.computeIfAbsent(kind, k -> new LongAdder());
    }
    count.increment();
  }

  private static boolean isKind(String text, int end) {
    return text.chars().limit(end).allMatch(c -> c >= 'A' && c <= 'Z');
  }

  /** Forgets everything but what is slow. */
  void reset() {
    figures.clear();
    errors.clear();
    calls.reset();
    startRate();
  }

  private synchronized void startRate() {
    rateFromNanos = System.nanoTime();
    rateFromCalls = 0;
    rate = 0;
  }

  /** All calls. */
  long calls() {
    return calls.sum();
  }

  /** Calls in a second, of late: since the time it was asked for before, a second at least. */
  synchronized long callsPerSecond() {
    long now = System.nanoTime();
    long nanos = now - rateFromNanos;
    if (nanos >= RATE_NANOS) {
      long count = calls();
      rate = Math.round((count - rateFromCalls) / (nanos / 1e9));
      rateFromNanos = now;
      rateFromCalls = count;
    }
    return rate;
  }

  /** The figures of the commands that were called, by their names. */
  SortedMap<String, Figures> commands() {
    SortedMap<String, Figures> sorted = new TreeMap<>();
    figures.forEach((command, of) -> sorted.put(command.name(), of));
    return sorted;
  }

  /** How many errors there were of each kind. */
  SortedMap<String, Long> errors() {
    SortedMap<String, Long> sorted = new TreeMap<>();
    errors.forEach((kind, count) -> sorted.put(kind, count.sum()));
    return sorted;
  }

  /** What may be changed of how all this is measured. */
  Tuning tuning() {
    return tuning;
  }

  SlowLog slowLog() {
    return slowLog;
  }

  LatencyMonitor latency() {
    return latency;
  }

  private Figures of(Command command) {
    Figures known = figures.get(command);
    return known != null ? known : figures.computeIfAbsent(command, c -> new Figures());
  }
}
