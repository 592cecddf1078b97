package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.MeterNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** What is counted of one listener's connections and requests. Thread-safe. */
public final class ListenerMeters {
  /** From 10 µs to 10 s in steps of about two: a lookup here takes some ten, a stalled disk all. */
  private static final Duration[] BUCKETS =
      IntStream.rangeClosed(1, 7)
          .mapToLong(power -> Math.round(Math.pow(10, power)))
          .flatMap(micros -> LongStream.of(micros, 2 * micros, 5 * micros))
          .filter(micros -> micros <= 10_000_000)
          .mapToObj(micros -> Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final String listener;
  private final EdgeMeters edge;
  private final Counter accepted;
  private final Counter refused;
  private final Counter requests;
  private final Timer durations;
  private final Counter received;
  private final Counter sent;
  private final ConcurrentHashMap<String, Counter> errors = new ConcurrentHashMap<>();

  ListenerMeters(
      MeterRegistry registry, String listener, EdgeMeters edge, ConnectionLimits connections) {
    this.registry = registry;
    this.listener = listener;
    this.edge = edge;
    accepted = connectionsCounter("accepted");
    refused = connectionsCounter("refused");
    requests = counter(MeterNames.REQUESTS, "Frames or HTTP requests that were taken up");
    durations =
        Timer.builder(MeterNames.REQUEST_DURATION)
            .description("How long answers took; one sample for all requests that came at once")
            .tag(MeterNames.LISTENER, listener)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    received = bytesCounter(MeterNames.RECEIVED_BYTES, "Bytes that clients sent, without TLS");
    sent = bytesCounter(MeterNames.SENT_BYTES, "Bytes that were written to clients, without TLS");
    Gauge.builder(MeterNames.CONNECTIONS_OPEN, () -> connections.open(listener))
        .description("Connections that are open now")
        .tag(MeterNames.LISTENER, listener)
        .register(registry);
  }

  private Counter connectionsCounter(String outcome) {
    return Counter.builder(MeterNames.CONNECTIONS)
        .description("Connections that clients made")
        .tag(MeterNames.LISTENER, listener)
        .tag(MeterNames.OUTCOME, outcome)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name)
        .description(description)
        .tag(MeterNames.LISTENER, listener)
        .register(registry);
  }

  private Counter bytesCounter(String name, String description) {
    return Counter.builder(name)
        .description(description)
        .baseUnit(BaseUnits.BYTES)
        .tag(MeterNames.LISTENER, listener)
        .register(registry);
  }

  /** A connection came, and was let in or not. */
  void connected(ConnectionLimits.Admission admission) {
    String limit = admission.limit();
    if (limit == null) {
      accepted.increment();
    } else {
      refused.increment();
      edge.limit(limit).increment();
    }
  }

  /** The same connection, whose bytes are counted on their way. */
  Incoming counted(Incoming incoming) {
    Flow<ByteString, ByteString, NotUsed> counting =
        Flow.of(ByteString.class)
            .map(bytes -> count(sent, bytes))
            .via(incoming.flow())
            .map(bytes -> count(received, bytes));
    return new Incoming(incoming.peer(), incoming.established(), counting, incoming.socket());
  }

  private static ByteString count(Counter counter, ByteString bytes) {
    counter.increment(bytes.length());
    return bytes;
  }

  /**
   * Some requests that came at once are answered.
   *
   * @param nanos since they were taken up
   */
  public void answered(int count, long nanos) {
    requests.increment(count);
    durations.record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Clients were told of errors.
   *
   * @param code what kind of error; one of a few
   */
  public void failed(String code, int count) {
    errors
        .computeIfAbsent(
            code,
            kind ->
                Counter.builder(MeterNames.REQUEST_ERRORS)
                    .description("Errors that clients were told of")
                    .tag(MeterNames.LISTENER, listener)
                    .tag(MeterNames.CODE, kind)
                    .register(registry))
        .increment(count);
  }

  /** Takes over what a session has counted since the last time. */
  void drain(Tally tally, long nanos) {
    if (tally.requests() > 0) {
      answered(tally.requests(), nanos);
    }
    tally
        .errors()
        .forEach(
            (code, count) -> {
              failed(code.wire(), count);
              if (code == ErrorCode.FRAME_TOO_LONG) {
                edge.limit(EdgeMeters.FRAME_BYTES).increment(count);
              }
            });
    tally.clear();
  }
}
