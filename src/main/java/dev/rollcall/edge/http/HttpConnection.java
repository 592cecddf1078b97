package dev.rollcall.edge.http;

import dev.rollcall.edge.Arrival;
import dev.rollcall.edge.EdgeMeters;
import dev.rollcall.edge.LimitSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
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

  /** The handshake took too long. */
  private enum SetupTooLong implements Command {
    INSTANCE
  }

  /** Finish the request in flight, then close. */
  enum Finish implements Command {
    INSTANCE
  }

  /** Reset the connection. */
  enum Abort implements Command {
    INSTANCE
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  /** For taking the reason of a refusal, where handshakes have no deadline. */
  private static final Duration SETUP = Duration.ofSeconds(5);

  private static final long RETRY_SECONDS = 5;

  /** Between the parts of the byte stream, TLS for one, wait at most one chunk each way. */
  private static final Attributes NO_READING_AHEAD = Attributes.inputBuffer(1, 1);

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final HttpConnections terms;
  private final Arrival arrival;
  private final String client;
  private final CompletableFuture<Done> stopping = new CompletableFuture<>();
  private final Conversation conversation;

  static Behavior<Command> create(HttpConnections terms, Arrival arrival) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new HttpConnection(context, timers, terms, arrival).open()));
  }

  private HttpConnection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      HttpConnections terms,
      Arrival arrival) {
    this.context = context;
    this.timers = timers;
    this.terms = terms;
    this.arrival = arrival;
    this.client = arrival.client();
    this.conversation = new Conversation(refusal(arrival.refusal()));
    LOG.debug("{} {}: connected", terms.listener().name(), client);
    run();
    awaitEstablished();
  }

  private static @Nullable Fault refusal(@Nullable String reason) {
    return reason == null
        ? null
        : new Fault(
            StatusCodes.SERVICE_UNAVAILABLE,
            Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".",
            RetryAfter.create(RETRY_SECONDS));
  }

  private Duration setup() {
    Duration deadline = terms.limits().settings().handshakeTimeout();
    return deadline.isZero() ? SETUP : deadline;
  }

  private void run() {
    ActorRef<Command> self = context.getSelf();
    LimitSettings limits = terms.limits().settings();
    RequestGuard.Rules rules =
        new RequestGuard.Rules(
            terms.http().headerBytesMax(),
            terms.http().bodyBytesMax(),
            terms.listener().idleTimeout(),
            limits.frameTimeout(),
            limits.writeTimeout());
    RequestGuard guard =
        new RequestGuard(
            rules,
            conversation,
            terms.limits().meters(),
            cause -> self.tell(new Disconnected(cause)));
    Answering answering =
        new Answering(
            terms,
            arrival.incoming().peer().getAddress(),
            conversation,
            stopping,
            context.getSystem());
    BidiFlow<ByteString, HttpRequest, HttpResponse, ByteString, NotUsed> server =
        terms.serverLayer(context.getSystem());
    Flow<ByteString, ByteString, NotUsed> served =
        BidiFlow.fromGraph(guard)
            .atop(server)
            .join(Flow.of(HttpRequest.class).mapAsync(1, answering::answer));
    arrival.incoming().flow().addAttributes(NO_READING_AHEAD).join(served).run(context.getSystem());
  }

  private void awaitEstablished() {
    CompletableFuture<Done> established = arrival.incoming().established().toCompletableFuture();
    boolean atOnce = established.isDone() && !established.isCompletedExceptionally();
    if (atOnce && arrival.refusal() == null) {
      arrival.established();
      return;
    }
    timers.startSingleTimer(SetupTooLong.INSTANCE, setup());
    if (atOnce) {
      refused();
    } else {
      context.pipeToSelf(established, (done, failure) -> new Established(failure));
    }
  }

  private Behavior<Command> open() {
    return Behaviors.receive(Command.class)
        .onMessage(Established.class, this::onEstablished)
        .onMessageEquals(SetupTooLong.INSTANCE, this::onSetupTooLong)
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
    if (arrival.refusal() == null) {
      timers.cancel(SetupTooLong.INSTANCE);
      arrival.established();
    } else {
      refused();
    }
    return Behaviors.same();
  }

  private void refused() {
    LOG.debug("{} {}: refused, {}", terms.listener().name(), client, arrival.refusal());
  }

  private Behavior<Command> onSetupTooLong() {
    LOG.debug("{} {}: set-up took too long", terms.listener().name(), client);
    terms.limits().meters().limit(EdgeMeters.HANDSHAKE_TIME).increment();
    return onAbort();
  }

  private Behavior<Command> onFinish() {
    // The guard first: what others say because of this has to be said as a farewell.
    conversation.tell(Conversation.Word.FINISH);
    stopping.complete(Done.getInstance());
    return Behaviors.same();
  }

  private Behavior<Command> onAbort() {
    conversation.tell(Conversation.Word.ABORT);
    return Behaviors.same();
  }

  private Behavior<Command> onDisconnected(Disconnected disconnected) {
    Throwable cause = disconnected.cause();
    LOG.debug(
        "{} {}: gone{}",
        terms.listener().name(),
        client,
        cause == null ? "" : ", " + cause.getMessage());
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    conversation.tell(Conversation.Word.ABORT);
    arrival.over(terms.limits().settings().writeTimeout(), context.getSystem());
    return Behaviors.same();
  }
}
