package dev.rollcall.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** The client's end of a connection without a socket; each chunk arrives as it was sent. */
final class InMemoryPeer {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  final Incoming incoming;
  final AtomicBoolean cut = new AtomicBoolean();
  private final BoundedSourceQueue<ByteString> toServer;
  private final SinkQueueWithCancel<ByteString> fromServer;

  InMemoryPeer(ActorSystem<?> system, CompletionStage<Done> established) {
    Materializer materializer = Materializer.createMaterializer(system);
    Pair<BoundedSourceQueue<ByteString>, Source<ByteString, NotUsed>> input =
        Source.<ByteString>queue(100_000).preMaterialize(materializer);
    Pair<SinkQueueWithCancel<ByteString>, Sink<ByteString, NotUsed>> output =
        Sink.<ByteString>queue(1).preMaterialize(materializer);
    toServer = input.first();
    fromServer = output.first();
    incoming =
        new Incoming(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            established,
            Flow.fromSinkAndSource(output.second(), input.second()),
            new Incoming.Socket() {
              @Override
              public boolean isOpen() {
                return !cut.get();
              }

              @Override
              public void cut() {
                cut.set(true);
              }
            });
  }

  InMemoryPeer(ActorSystem<?> system) {
    this(system, CompletableFuture.completedStage(Done.getInstance()));
  }

  void send(String text) {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] chunk) {
    if (!toServer.offer(ByteString.fromArray(chunk)).isEnqueued()) {
      throw new IllegalStateException("not taken");
    }
  }

  void end() {
    toServer.complete();
  }

  void reset() {
    toServer.fail(new IllegalStateException("reset by peer"));
  }

  /** The next chunk from the server; empty at the end of the stream. */
  Optional<String> next() throws Exception {
    return fromServer
        .pull()
        .toCompletableFuture()
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .map(bytes -> bytes.decodeString(StandardCharsets.ISO_8859_1));
  }

  /** Reads until as many characters have come. */
  String read(int length) throws Exception {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      Optional<String> next = next();
      if (next.isEmpty()) {
        break;
      }
      text.append(next.get());
    }
    return text.toString();
  }

  /** Reads to the end of the stream. */
  String readAll() throws Exception {
    return read(Integer.MAX_VALUE);
  }

  /** Whether the stream was failed rather than ended. */
  boolean wasReset() throws InterruptedException, TimeoutException {
    try {
      while (fromServer
          .pull()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .isPresent()) {}
      return false;
    } catch (ExecutionException e) {
      return true;
    }
  }
}
