package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.pekko.Done;
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
 * the order of its replies. One chunk of bytes is answered at a time.
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

  /** The client has taken a large reply, of so many bytes. */
  record Taken(int bytes) implements Command {}

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
    END
  }

  /** A reply that was not there at once. */
  record Answered(@Nullable Reply reply, @Nullable Throwable failure, Question question)
      implements Command {}

  /** Something may have taken too long. */
  enum Tick implements Command {
    SETUP,
    DEADLINE,
    QUIET
  }

  /** What all connections of one listener have in common. */
  record Terms(ListenerSettings listener, Limits limits, Session.Factory sessions) {}

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** How often a deadline that has passed is looked at while the server itself is the hold-up. */
  private static final Duration RECHECK = Duration.ofSeconds(1);

  /** How long a client may take to close its side after the server has closed its own. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /**
   * Between the stream's parts, TLS for one, wait at most one chunk and one reply; the default of
   * sixteen would let every client fill sixteen times the memory.
   */
  private static final Attributes NO_READING_AHEAD = Attributes.inputBuffer(1, 1);

  /** For taking the reason of a refusal, where handshakes have no deadline. */
  private static final Duration SETUP = Duration.ofSeconds(5);

  /**
   * Quiet is counted in ticks rather than read from the clock, so that a pause of this process is
   * not taken for the client's silence.
   */
  private static final int QUIET_TICKS = 2;

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Terms terms;
  private final ConnectionLimits.Admission admission;
  private final CompletableFuture<Done> slot;
  private final Incoming.Socket socket;
  private final String client;
  private final Session session;
  private final ConnectionStage.Handle stream;
  private final Deadlines deadlines;
  private final long startedNanos = System.nanoTime();

  /** A reply is being waited for; chunks and the end of input have to wait too. */
  private boolean answering;

  private @Nullable Received waiting;
  private boolean inputEnded;
  private boolean finishing;

  /** What is counted in {@link HeldBytes}: the unfinished frame and the replies below. */
  private int bytesHeld;

  /** Large replies that the client has not taken yet. */
  private int repliesHeld;

  private int quietTicks;
  private boolean quietArmed;
  private long checkNanos = Long.MAX_VALUE;

  /**
   * @param admission this connection's place among all, given back at its end
   * @param slot completed when another connection may be accepted in this one's stead
   */
  static Behavior<Command> create(
      Terms terms,
      Incoming incoming,
      ConnectionLimits.Admission admission,
      CompletableFuture<Done> slot) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new Connection(context, timers, terms, incoming, admission, slot)
                        .connecting(incoming)));
  }

  private Connection(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Terms terms,
      Incoming incoming,
      ConnectionLimits.Admission admission,
      CompletableFuture<Done> slot) {
    this.context = context;
    this.timers = timers;
    this.terms = terms;
    this.admission = admission;
    this.slot = slot;
    this.socket = incoming.socket();
    this.client = incoming.peer().getAddress().getHostAddress() + ':' + incoming.peer().getPort();
    this.session = terms.sessions().open(client);
    this.deadlines =
        new Deadlines(
            terms.listener().idleTimeout(), limits().settings().frameTimeout(), startedNanos);
    this.stream =
        incoming
            .flow()
            .joinMat(
                Flow.fromGraph(
                    new ConnectionStage(
                        context.getSelf(), limits().settings().writeTimeout(), LINGER)),
                Keep.right())
            .addAttributes(NO_READING_AHEAD)
            .run(context.getSystem());
  }

  private Limits limits() {
    return terms.limits();
  }

  // ---- The handshake

  private Behavior<Command> connecting(Incoming incoming) {
    LOG.debug("{} {}: connected", terms.listener().name(), client);
    CompletableFuture<Done> established = incoming.established().toCompletableFuture();
    if (established.isDone() && !established.isCompletedExceptionally()) {
      return established();
    }
    startSetupTimer();
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

  private void startSetupTimer() {
    Duration deadline = limits().settings().handshakeTimeout();
    timers.startSingleTimer(Tick.SETUP, deadline.isZero() ? SETUP : deadline);
  }

  private Behavior<Command> onEstablished(Established established) {
    return established.failure() == null ? established() : onAbort();
  }

  /** Pekko's TLS may hand over the first bytes before it tells of the handshake's end. */
  private Behavior<Command> onEarly(Supplier<Behavior<Command>> handling) {
    Behavior<Command> next = established();
    if (admission.refusal() != null) {
      return next;
    }
    Behavior<Command> handled = handling.get();
    return goesOn(handled) ? next : handled;
  }

  private Behavior<Command> onSetupTooLong(Tick tick) {
    LOG.debug("{} {}: set-up took too long", terms.listener().name(), client);
    return onAbort();
  }

  private Behavior<Command> established() {
    String refusal = admission.refusal();
    if (refusal != null) {
      LOG.debug("{} {}: refused, {}", terms.listener().name(), client, refusal);
      startSetupTimer();
      return finish(session.error(ErrorCode.BUSY, refusal));
    }
    timers.cancel(Tick.SETUP);
    slot.complete(Done.getInstance());
    long now = System.nanoTime();
    deadlines.active(now);
    armDeadline(now);
    return open();
  }

  // ---- Requests and replies

  private Behavior<Command> open() {
    return Behaviors.receive(Command.class)
        .onMessage(Received.class, this::onReceived)
        .onMessage(Taken.class, this::onTaken)
        .onMessage(Established.class, late -> Behaviors.same())
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Tick.class, this::onTick)
        .onMessageEquals(InputEnded.INSTANCE, this::onInputEnded)
        .onMessageEquals(Finish.INSTANCE, this::onFinish)
        .onMessageEquals(Abort.INSTANCE, this::onAbort)
        .onMessage(Disconnected.class, this::onDisconnected)
        .onSignal(PostStop.class, this::onPostStop)
        .build();
  }

  private Behavior<Command> onReceived(Received received) {
    quietTicks = 0;
    if (answering) {
      waiting = received;
      return Behaviors.same();
    }
    try {
      return await(session.received(received.bytes()), Question.CHUNK);
    } catch (RuntimeException e) {
      return onFault(e);
    }
  }

  private Behavior<Command> onInputEnded() {
    inputEnded = true;
    if (answering) {
      return Behaviors.same();
    }
    try {
      return await(session.ended(), Question.END);
    } catch (RuntimeException e) {
      return onFault(e);
    }
  }

  private Behavior<Command> onQuiet() {
    try {
      return await(session.quiet(), Question.QUIET);
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
    answering = false;
    Reply reply = answered.reply();
    if (reply == null) {
      return onFault(answered.failure());
    }
    deadlines.resume(System.nanoTime());
    Behavior<Command> next = answered(reply, answered.question());
    Received received = waiting;
    if (goesOn(next) && received != null) {
      waiting = null;
      next = onReceived(received);
    }
    return goesOn(next) && inputEnded && !answering ? onInputEnded() : next;
  }

  private static boolean goesOn(Behavior<Command> next) {
    return next == Behaviors.<Command>same();
  }

  private Behavior<Command> onTaken(Taken taken) {
    repliesHeld = Math.max(0, repliesHeld - taken.bytes());
    holds(session.bytesHeld());
    return Behaviors.same();
  }

  /** Whether this connection may keep so many bytes besides the replies that were not taken yet. */
  private boolean holds(int unfinished) {
    int held = unfinished + repliesHeld;
    if (held != bytesHeld && !limits().held().change(bytesHeld, held)) {
      return false;
    }
    bytesHeld = held;
    return true;
  }

  private Behavior<Command> answered(Reply reply, Question question) {
    if (reply.last() || question == Question.END) {
      return finish(reply.bytes());
    }
    if (finishing) {
      return finish(reply.bytes().concat(session.farewell()));
    }
    boolean large = reply.bytes().length() >= ConnectionStage.LARGE_BYTES;
    repliesHeld += large ? reply.bytes().length() : 0;
    if (!holds(session.bytesHeld())) {
      String text = "the server holds all the bytes of its clients that it may, try again later";
      ByteString error = session.error(ErrorCode.OVERLOADED, text);
      // A large reply to a client that does not read is what there is no room for.
      return finish(large ? error : reply.bytes().concat(error));
    }
    if (question == Question.CHUNK) {
      stream.reply(reply.bytes());
    } else {
      stream.send(reply.bytes());
    }
    watchTime();
    return Behaviors.same();
  }

  private Behavior<Command> onFinish() {
    finishing = true;
    return answering ? Behaviors.same() : finish(session.farewell());
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

  // ---- Time

  private void watchTime() {
    long now = System.nanoTime();
    deadlines.active(now);
    deadlines.frame(session.unfinishedFrame(), now);
    armDeadline(now);
    armQuiet();
  }

  /** Sets the timer unless it fires early enough already; it is never set back, only looked at. */
  private void armDeadline(long now) {
    long left = deadlines.nanosLeft(now);
    if (left != Long.MAX_VALUE && (checkNanos == Long.MAX_VALUE || now + left - checkNanos < 0)) {
      checkNanos = now + left;
      timers.startSingleTimer(Tick.DEADLINE, Duration.ofNanos(Math.max(left, 1)));
    }
  }

  private void armQuiet() {
    Duration quiet = terms.listener().flushPartialAfter();
    if (!quietArmed && !quiet.isZero() && session.endsByQuiet()) {
      quietArmed = true;
      timers.startSingleTimer(Tick.QUIET, quiet.dividedBy(QUIET_TICKS));
    }
  }

  private Behavior<Command> onTick(Tick tick) {
    if (tick == Tick.QUIET) {
      return onQuietTick();
    }
    if (tick == Tick.DEADLINE) {
      onDeadline();
    }
    return Behaviors.same();
  }

  private Behavior<Command> onQuietTick() {
    quietArmed = false;
    quietTicks++;
    if (!answering && session.endsByQuiet() && quietTicks >= QUIET_TICKS) {
      return onQuiet();
    }
    armQuiet();
    return Behaviors.same();
  }

  private void onDeadline() {
    checkNanos = Long.MAX_VALUE;
    long now = System.nanoTime();
    Deadlines.Passed passed = answering ? Deadlines.Passed.NONE : deadlines.passed(now);
    if (passed == Deadlines.Passed.FRAME) {
      Duration limit = limits().settings().frameTimeout();
      String text = "a frame was not finished within " + limit.toMillis() + " ms";
      stream.expire(session.error(ErrorCode.TIMEOUT, text), limit);
    } else if (passed == Deadlines.Passed.IDLE) {
      stream.expire(session.farewell(), terms.listener().idleTimeout());
    }
    if (passed == Deadlines.Passed.NONE && !answering) {
      armDeadline(now);
    } else {
      checkNanos = now + RECHECK.toNanos();
      timers.startSingleTimer(Tick.DEADLINE, RECHECK);
    }
  }

  // ---- The end

  private Behavior<Command> finish(ByteString lastWords) {
    stream.finish(lastWords);
    timers.cancel(Tick.DEADLINE);
    timers.cancel(Tick.QUIET);
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
    limits().held().change(bytesHeld, 0);
    SocketEnd.await(
        socket,
        limits().settings().writeTimeout(),
        context.getSystem(),
        () -> {
          admission.release();
          slot.complete(Done.getInstance());
        });
    return Behaviors.same();
  }
}
