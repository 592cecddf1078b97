package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What took longer than {@link Tuning#latencyMillis}, by kind of event: {@code command}, and {@code
 * fast-command} for commands that should never take long. Thread-safe.
 */
final class LatencyMonitor {
  /**
   * The longest of an event in one second.
   *
   * @param seconds since 1970
   * @param millis how long it took
   */
  record Sample(long seconds, long millis) {}

  /** What is known of one kind of event. */
  record Event(String name, List<Sample> samples, long longestMillis) {
    Sample last() {
      return samples.get(samples.size() - 1);
    }
  }

  /** As many as Redis keeps. */
  private static final int SAMPLES_MAX = 160;

  private static final class History {
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long longestMillis;

    void add(Sample sample) {
      Sample last = samples.peekLast();
      longestMillis = Math.max(longestMillis, sample.millis);
      if (last == null || last.seconds != sample.seconds) {
        samples.addLast(sample);
      } else if (last.millis < sample.millis) {
        samples.removeLast();
        samples.addLast(sample);
      }
      if (samples.size() > SAMPLES_MAX) {
        samples.removeFirst();
      }
    }
  }

  private final Tuning tuning;
  private final SortedMap<String, History> histories = new TreeMap<>();

  LatencyMonitor(Tuning tuning) {
    this.tuning = tuning;
  }

  boolean isHigh(long nanos) {
    long least = tuning.latencyMillis();
    return least > 0 && TimeUnit.NANOSECONDS.toMillis(nanos) >= least;
  }

  synchronized void add(Command command, long nanos) {
    String event = command.is(Flag.FAST) ? "fast-command" : "command";
    Sample sample =
        new Sample(Instant.now().getEpochSecond(), TimeUnit.NANOSECONDS.toMillis(nanos));
    histories.computeIfAbsent(event, e -> new History()).add(sample);
  }

  /** All events that ever happened, by name. */
  synchronized List<Event> events() {
    return histories.entrySet().stream()
        .map(entry -> event(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** The event of this name; null if it never happened. */
  synchronized @Nullable Event event(String name) {
    History history = histories.get(name);
    return history == null ? null : event(name, history);
  }

  private static Event event(String name, History history) {
    return new Event(name, List.copyOf(history.samples), history.longestMillis);
  }

  /** Forgets an event; gives whether there was one. */
  synchronized boolean forget(String name) {
    return histories.remove(name) != null;
  }

  /** Forgets all events; gives how many there were. */
  synchronized int forgetAll() {
    int count = histories.size();
    histories.clear();
    return count;
  }
}
