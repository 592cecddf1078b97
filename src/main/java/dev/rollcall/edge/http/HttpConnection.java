package dev.rollcall.edge.http;

import dev.rollcall.edge.ConnectionLimits;
import dev.rollcall.edge.Incoming;
import dev.rollcall.edge.SocketEnd;
import dev.rollcall.wire.RequestTarget;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.TLSProtocol.SslTlsInbound;
import org.apache.pekko.stream.TLSProtocol.SslTlsOutbound;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.TLSPlacebo;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: owns the stream that turns its bytes into requests and responses into bytes,
 * from the handshake to the socket's end. The bytes themselves do not pass through it. Nothing
 * outlives it.
 */
final class HttpConnection {
  sealed interface Command {}

  /** Bytes can flow, or never will. */
  private record Established(@Nullable Throwable failure) implements Command {}

  /** The stream is over. */
  private record Disconnected(@Nullable Throwable cause) implements Command {}

  /** Finish the request in flight, then close. */
  enum Finish implements Command {
    INSTANCE
  }

  /** Reset the connection. */
  enum Abort implements Command {
    INSTANCE
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  private static final String BUSY =
      """
      HTTP/1.1 503 Service Unavailable
      Connection: close
      Retry-After: 5
      Content-Length: 0

      """;

  /** TLS is the transport's. What a flow gives may be taken for something less precise. */
  @SuppressWarnings("unchecked")
  private static final BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>
      PLAIN =
          (BidiFlow<SslTlsOutbound, ByteString, ByteString, SslTlsInbound, NotUsed>)
              (BidiFlow<?, ?, ?, ?, ?>) TLSPlacebo.getInstance();

  private final ActorContext<Command> context;
  private final HttpConnections terms;
  private final Incoming incoming;
  private final ConnectionLimits.Admission admission;
  private final CompletableFuture<Done> slot;
  private final Client client;
  private final CompletableFuture<Done> stopping = new CompletableFuture<>();
  private final UniqueKillSwitch stream;

  static Behavior<Command> create(
      HttpConnections terms,
      Incoming incoming,
      ConnectionLimits.Admission admission,
      CompletableFuture<Done> slot) {
    return Behaviors.setup(
        context -> new HttpConnection(context, terms, incoming, admission, slot).open());
  }

  private HttpConnection(
      ActorContext<Command> context,
      HttpConnections terms,
      Incoming incoming,
      ConnectionLimits.Admission admission,
      CompletableFuture<Done> slot) {
    this.context = context;
    this.terms = terms;
    this.incoming = incoming;
    this.admission = admission;
    this.slot = slot;
    this.client = new Client(incoming.peer().getAddress(), terms.listener().tls());
    Flow<ByteString, ByteString, CompletionStage<Done>> served =
        admission.refusal() == null ? served() : refused();
    var running =
        incoming
            .flow()
            .viaMat(KillSwitches.single(), Keep.right())
            .joinMat(served, Keep.both())
            .run(context.getSystem());
    this.stream = running.first();
    context.pipeToSelf(running.second(), (done, failure) -> new Disconnected(failure));
    context.pipeToSelf(incoming.established(), (done, failure) -> new Established(failure));
  }

  private Flow<ByteString, ByteString, CompletionStage<Done>> served() {
    return Http.get(context.getSystem())
        .serverLayer()
        .atop(PLAIN)
        .reversed()
        .join(Flow.of(HttpRequest.class).mapAsync(1, this::answer))
        .watchTermination((unused, ended) -> ended);
  }

  private Flow<ByteString, ByteString, CompletionStage<Done>> refused() {
    Source<ByteString, NotUsed> refusal =
        Source.single(ByteString.fromString(BUSY.replace("\n", "\r\n")));
    return Flow.<ByteString, ByteString>fromSinkAndSourceCoupled(Sink.ignore(), refusal)
        .watchTermination((unused, ended) -> ended);
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    Optional<RequestTarget> target =
        request.getHeader(RawRequestURI.class).flatMap(header -> RequestTarget.parse(header.uri()));
    if (target.isEmpty()) {
      return CompletableFuture.completedStage(
          HttpResponse.create().withStatus(StatusCodes.BAD_REQUEST));
    }
    return terms.handler().handle(new Exchange(request, target.get(), client, Map.of(), stopping));
  }

  private Behavior<Command> open() {
    return Behaviors.receive(Command.class)
        .onMessage(Established.class, this::onEstablished)
        .onMessage(Disconnected.class, this::onDisconnected)
        .onMessageEquals(Finish.INSTANCE, this::onFinish)
        .onMessageEquals(Abort.INSTANCE, this::onAbort)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onEstablished(Established established) {
    if (established.failure() != null) {
      return onAbort();
    }
    slot.complete(Done.getInstance());
    return Behaviors.same();
  }

  private Behavior<Command> onFinish() {
    stopping.complete(Done.getInstance());
    stream.shutdown();
    return Behaviors.same();
  }

  private Behavior<Command> onAbort() {
    stream.abort(new IllegalStateException("the server cut the connection"));
    return Behaviors.same();
  }

  private Behavior<Command> onDisconnected(Disconnected disconnected) {
    LOG.debug("{} {}: gone", terms.listener().name(), incoming.peer());
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    stream.abort(new IllegalStateException("the connection's owner is gone"));
    SocketEnd.await(
        incoming.socket(),
        terms.limits().settings().writeTimeout(),
        context.getSystem(),
        () -> {
          admission.release();
          slot.complete(Done.getInstance());
        });
    return Behaviors.same();
  }
}
