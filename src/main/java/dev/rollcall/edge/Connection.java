package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: the only writer of its socket, the owner of its session, of its deadlines and of
 * the order of its replies. One chunk of bytes is answered at a time; between answers the session
 * may say something by itself, as fast as the client takes it.
 *
 * <p>It runs the byte stream it is given and ends with it. A fault in the session ends this
 * connection alone, after one line of error to its client. Nothing outlives it.
 */
final class Connection {
  sealed interface Command {}

  /** A chunk of bytes; the next one comes only after it was answered. */
  record Received(ByteString bytes) implements Command {}

  /** The client has ended its side. */
  enum InputEnded implements Command {
    INSTANCE
  }

  /** The client has taken so many bytes of large replies, and so many it had not asked for. */
  record Taken(int replies, int pushes) implements Command {
    static Taken plus(@Nullable Taken taken, int replies, int pushes) {
      return taken == null
          ? new Taken(replies, pushes)
          : new Taken(taken.replies + replies, taken.pushes + pushes);
    }
  }

  /** The session may have something to say. */
  enum Wake implements Command {
    INSTANCE
  }

  /** The stream is over; nothing comes after this. */
  record Disconnected(@Nullable Throwable cause) implements Command {}

  /** Answer what was received, then close. */
  enum Finish implements Command {
    INSTANCE
  }

  /** Reset the connection. */
  enum Abort implements Command {
    INSTANCE
  }

  /** Bytes of the protocol can flow, or never will. */
  record Established(@Nullable Throwable failure) implements Command {}

  /** What a reply is the answer to. */
  enum Question {
    CHUNK,
    QUIET,
    END,
    LIVE
  }

  /** A reply that was not there at once. */
  record Answered(@Nullable Reply reply, @Nullable Throwable failure, Question question)
      implements Command {}

  /** Something may have taken too long. */
  enum Tick implements Command {
    SETUP,
    DEADLINE,
    QUIET,
    FAREWELL
  }

  /** What all connections of one listener have in common. */
  record Terms(ListenerSettings listener, Limits limits, Session.Factory sessions) {}

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How long a client may take to close its side after the server has closed its own. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /**
   * Between the stream's parts, TLS for one, wait at most one chunk and one reply; the default of
   * sixteen would let every client fill sixteen times the memory.
   */
  private static final Attributes NO_READING_AHEAD = Attributes.inputBuffer(1, 1);

  private final ActorContext<Command> context;
  private final Terms terms;
  private final Arrival arrival;
  private final String client;
  private final Session session;
  private final ConnectionStage.Handle stream;
  private final ConnectionTimers timers;
  private final HeldShare held;
  private final RequestMeter meter;
  private final long startedNanos = System.nanoTime();

  /** The session was let in and has to be told of the end. */
  private boolean opened;

  /** A reply is being waited for; chunks and the end of input have to wait too. */
  private boolean answering;

  /** What the reply is the answer to whose next part is due once the client has taken the last. */
  private @Nullable Question unfinished;

  private @Nullable Received waiting;
  private boolean inputEnded;
  private boolean finishing;

  /** The session wants to say something. */
  private boolean woken;

  /** What it said last is not taken yet. */
  private boolean pushing;

  static Behavior<Command> create(Terms terms, Arrival arrival) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Connection(context, timers, terms, arrival).connecting()));
  }

  private Connection(
      ActorContext<Command> context, TimerScheduler<Command> timers, Terms terms, Arrival arrival) {
    this.context = context;
    this.terms = terms;
    this.arrival = arrival;
    ActorRef<Command> self = context.getSelf();
    Peer peer =
        new Peer(
            arrival.incoming().peer(),
            () -> self.tell(Wake.INSTANCE),
            () -> self.tell(Abort.INSTANCE));
    this.client = peer.name();
    this.session = terms.sessions().open(peer);
    this.timers = new ConnectionTimers(timers, terms.listener(), limits().settings());
    this.held = new HeldShare(limits().held());
    this.meter =
        new RequestMeter(limits().meters().listener(terms.listener().name()), session.tally());
    this.stream =
        arrival
            .incoming()
            .flow()
            .joinMat(
                Flow.fromGraph(
                    new ConnectionStage(
                        self, limits().settings().writeTimeout(), LINGER, limits().meters())),
                Keep.right())
            .addAttributes(NO_READING_AHEAD)
            .run(context.getSystem());
  }

  private Limits limits() {
    return terms.limits();
  }

  // ---- The handshake

  private Behavior<Command> connecting() {
    LOG.debug("{} {}: connected", terms.listener().name(), client);
    CompletableFuture<Done> established = arrival.incoming().established().toCompletableFuture();
    if (established.isDone() && !established.isCompletedExceptionally()) {
      return established();
    }
    timers.startSetup();
    context.pipeToSelf(established, (done, failure) -> new Established(failure));
    return Behaviors.receive(Command.class)
        .onMessage(Established.class, this::onEstablished)
        .onMessage(Received.class, received -> onEarly(() -> onReceived(received)))
        .onMessageEquals(InputEnded.INSTANCE, () -> onEarly(this::onInputEnded))
        .onMessage(Tick.class, this::onSetupTooLong)
        .onMessageEquals(Finish.INSTANCE, this::onAbort)
        .onMessageEquals(Abort.INSTANCE, this::onAbort)
        .onMessage(Disconnected.class, this::onDisconnected)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onEstablished(Established established) {
    return established.failure() == null ? established() : onAbort();
  }

  /** Pekko's TLS may hand over the first bytes before it tells of the handshake's end. */
  private Behavior<Command> onEarly(Supplier<Behavior<Command>> handling) {
    Behavior<Command> next = established();
    if (arrival.refusal() != null) {
      return next;
    }
    Behavior<Command> handled = handling.get();
    return goesOn(handled) ? next : handled;
  }

  private Behavior<Command> onSetupTooLong(Tick tick) {
    LOG.debug("{} {}: set-up took too long", terms.listener().name(), client);
    limits().meters().limit(EdgeMeters.HANDSHAKE_TIME).increment();
    return onAbort();
  }

  private Behavior<Command> established() {
    String refusal = arrival.refusal();
    if (refusal != null) {
      LOG.debug("{} {}: refused, {}", terms.listener().name(), client, refusal);
      timers.startSetup();
      return finish(session.error(ErrorCode.BUSY, refusal));
    }
    arrival.established();
    timers.opened();
    opened = true;
    try {
      session.opened();
    } catch (RuntimeException e) {
      return onFault(e);
    }
    return open();
  }

  // ---- Requests and replies

  private Behavior<Command> open() {
    return Behaviors.receive(Command.class)
        .onMessage(Received.class, this::onReceived)
        .onMessage(Taken.class, this::onTaken)
        .onMessage(Established.class, late -> Behaviors.same())
        .onMessage(Answered.class, this::onAnswered)
        .onMessageEquals(Wake.INSTANCE, this::onWake)
        .onMessage(Tick.class, this::onTick)
        .onMessageEquals(InputEnded.INSTANCE, this::onInputEnded)
        .onMessageEquals(Finish.INSTANCE, this::onFinish)
        .onMessageEquals(Abort.INSTANCE, this::onAbort)
        .onMessage(Disconnected.class, this::onDisconnected)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onReceived(Received received) {
    timers.heard();
    if (answering || session.blocked()) {
      waiting = received;
      return Behaviors.same();
    }
    meter.begin();
    try {
      return await(session.received(received.bytes()), Question.CHUNK);
    } catch (RuntimeException e) {
      return onFault(e);
    }
  }

  private Behavior<Command> onInputEnded() {
    inputEnded = true;
    return answering ? Behaviors.same() : ask(session::ended, Question.END);
  }

  private Behavior<Command> ask(Supplier<CompletableFuture<Reply>> session, Question question) {
    meter.begin();
    try {
      return await(session.get(), question);
    } catch (RuntimeException e) {
      return onFault(e);
    }
  }

  private Behavior<Command> await(CompletableFuture<Reply> reply, Question question) {
    if (reply.isDone()) {
      return answered(reply.join(), question);
    }
    answering = true;
    context.pipeToSelf(reply, (value, failure) -> new Answered(value, failure, question));
    return Behaviors.same();
  }

  private Behavior<Command> onAnswered(Answered answered) {
    Reply reply = answered.reply();
    return reply == null
        ? onFault(answered.failure())
        : catchUp(answered(reply, answered.question()));
  }

  /** After an answer that others had to wait for, goes on with those. */
  private Behavior<Command> catchUp(Behavior<Command> next) {
    if (!goesOn(next) || answering) {
      return next;
    }
    Received received = waiting;
    if (received != null && !session.blocked()) {
      waiting = null;
      return catchUp(onReceived(received));
    }
    return inputEnded ? onInputEnded() : speak();
  }

  private static boolean goesOn(Behavior<Command> next) {
    return next == Behaviors.<Command>same();
  }

  private Behavior<Command> answered(Reply reply, Question question) {
    meter.end();
    if (answering && question != Question.LIVE) {
      timers.resume();
    }
    answering = false;
    return switch (reply.then()) {
      case MORE -> part(reply.bytes(), question);
      case CLOSE -> finish(reply.bytes());
      case LIVE_ON ->
          switch (question) {
            case END -> finish(reply.bytes());
            case LIVE -> push(reply.bytes());
            case CHUNK, QUIET -> reply(reply.bytes(), question);
          };
    };
  }

  private Behavior<Command> reply(ByteString bytes, Question question) {
    boolean large = bytes.length() >= ConnectionStage.LARGE_BYTES;
    if (!held.keep(session.bytesHeld(), large ? bytes.length() : 0)) {
      // A large reply to a client that does not read is what there is no room for.
      return overloaded(large ? ByteString.emptyByteString() : bytes);
    }
    if (question == Question.CHUNK && !finishing) {
      stream.reply(bytes);
    } else {
      stream.send(bytes);
    }
    if (finishing) {
      return leave();
    }
    timers.answered(session);
    return Behaviors.same();
  }

  /** Writes a part of an answer; the rest is asked for when the client has taken it. */
  private Behavior<Command> part(ByteString bytes, Question question) {
    if (!held.keep(session.bytesHeld(), bytes.length())) {
      return overloaded(ByteString.emptyByteString());
    }
    answering = true;
    unfinished = question;
    stream.part(bytes);
    return Behaviors.same();
  }

  private Behavior<Command> overloaded(ByteString before) {
    limits().meters().limit(EdgeMeters.HELD_BYTES).increment();
    String text = "the server holds all the bytes of its clients that it may, try again later";
    return finish(before.concat(session.error(ErrorCode.OVERLOADED, text)));
  }

  private Behavior<Command> onTaken(Taken taken) {
    boolean allReplies = held.taken(taken.replies()) == 0;
    if (taken.pushes() > 0) {
      pushing = false;
      woken = true;
      timers.active();
    }
    Question question = unfinished;
    if (question != null && allReplies) {
      unfinished = null;
      return catchUp(ask(session::more, question));
    }
    return speak();
  }

  private Behavior<Command> onFinish() {
    finishing = true;
    return answering ? Behaviors.same() : leave();
  }

  private Behavior<Command> onFault(@Nullable Throwable fault) {
    Throwable cause =
        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
    if (cause instanceof UserError error) {
      return finish(session.error(error.code(), String.valueOf(error.getMessage())));
    }
    LOG.error("{} {}: ended by a fault", terms.listener().name(), client, cause);
    return finish(session.error(ErrorCode.INTERNAL, "a fault in the server, its log says more"));
  }

  // ---- What the client has not asked for

  private Behavior<Command> onWake() {
    woken = true;
    return catchUp(speak());
  }

  private Behavior<Command> speak() {
    if (!woken || answering || pushing || finishing) {
      return Behaviors.same();
    }
    woken = false;
    return ask(session::live, Question.LIVE);
  }

  /** Its bytes are not counted as held: there is one such reply at most, of the session's size. */
  private Behavior<Command> push(ByteString bytes) {
    if (!bytes.isEmpty()) {
      pushing = true;
      stream.push(bytes);
    }
    if (finishing) {
      return leave();
    }
    timers.asked(session);
    return Behaviors.same();
  }

  // ---- Time

  private Behavior<Command> onTick(Tick tick) {
    if (tick == Tick.QUIET && timers.quiet(session, answering)) {
      return ask(session::quiet, Question.QUIET);
    }
    if (tick == Tick.DEADLINE) {
      onDeadline();
    }
    return Behaviors.same();
  }

  private void onDeadline() {
    if (answering) {
      timers.recheck();
      return;
    }
    switch (timers.passed(session)) {
      case FRAME -> {
        Duration limit = limits().settings().frameTimeout();
        String text = "a frame was not finished within " + limit.toMillis() + " ms";
        stream.expire(session.error(ErrorCode.TIMEOUT, text), limit, EdgeMeters.FRAME_TIME);
      }
      case IDLE ->
          stream.expire(session.farewell(), terms.listener().idleTimeout(), EdgeMeters.IDLE_TIME);
      case NONE -> {}
    }
  }

  // ---- The end

  /** All is answered: takes leave, after a while where the protocol wants it so. */
  private Behavior<Command> leave() {
    Duration delay = session.farewellDelay();
    if (delay.isZero()) {
      return finish(session.farewell());
    }
    timers.stop();
    timers.startFarewell(delay);
    return Behaviors.receive(Command.class)
        .onMessageEquals(Tick.FAREWELL, () -> finish(session.farewell()))
        .onMessage(Disconnected.class, this::onDisconnected)
        .onMessageEquals(Abort.INSTANCE, this::onAbort)
        .onMessage(Command.class, late -> Behaviors.same())
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> finish(ByteString lastWords) {
    stream.finish(lastWords);
    timers.stop();
    return closing();
  }

  /** The stream has its last words; all that counts now is its end. */
  private Behavior<Command> closing() {
    return Behaviors.receive(Command.class)
        .onMessage(Disconnected.class, this::onDisconnected)
        .onMessageEquals(Abort.INSTANCE, this::onAbort)
        .onMessageEquals(Tick.SETUP, this::onAbort)
        .onMessage(Command.class, late -> Behaviors.same())
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onAbort() {
    stream.abort();
    return closing();
  }

  private Behavior<Command> onDisconnected(Disconnected disconnected) {
    Throwable cause = disconnected.cause();
    LOG.debug(
        "{} {}: gone after {} ms{}",
        terms.listener().name(),
        client,
        (System.nanoTime() - startedNanos) / 1_000_000,
        cause == null ? "" : ", " + cause.getMessage());
    return Behaviors.stopped();
  }

  private Behavior<Command> onPostStop(PostStop signal) {
    stream.abort();
    meter.end();
    held.release();
    arrival.over(limits().settings().writeTimeout(), context.getSystem());
    if (opened) {
      session.closed();
    }
    return Behaviors.same();
  }
}
