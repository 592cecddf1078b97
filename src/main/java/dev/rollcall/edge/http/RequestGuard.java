package dev.rollcall.edge.http;

import dev.rollcall.edge.EdgeMeters;
import dev.rollcall.edge.http.Conversation.Word;
import dev.rollcall.edge.http.GuardDeadlines.Late;
import dev.rollcall.edge.http.GuardDeadlines.Waiting;
import dev.rollcall.wire.RequestFraming;
import dev.rollcall.wire.RequestHead;
import dev.rollcall.wire.RequestTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BidiShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client's bytes and Pekko HTTP, which trusts its clients to send whole requests
 * in time: lets only requests through whose end nobody can mistake, and holds both sides to their
 * deadlines.
 *
 * <p>What is wrong with a request is said through Pekko HTTP as well: in its place goes a request
 * of the guard's own, which the {@link Conversation} marks as to be answered with that fault. So
 * requests before it are answered first, and the response looks as any other. Nothing that comes
 * after it is read.
 *
 * <p>Once a client and a handler agreed on WebSocket, bytes pass as they are.
 */
final class RequestGuard
    extends GraphStage<BidiShape<ByteString, ByteString, ByteString, ByteString>> {

  /**
   * What a guard holds its clients to.
   *
   * @param idle how long a connection without a request is kept; zero for ever
   * @param frame how long a head may take
   * @param write how long a client may take nothing of what is written to it
   */
  record Rules(
      int headBytesMax, long bodyBytesMax, Duration idle, Duration frame, Duration write) {}

  private static final String DEADLINE = "deadline";
  private static final String LINGER = "linger";

  /**
   * How long bytes of the client are still taken and dropped after the server has closed its side:
   * a socket closed over unread bytes is reset, and the reset may overtake the response.
   */
  private static final Duration LINGERING = Duration.ofSeconds(2);

  /**
   * Who seems late is looked at once more after that: if it was this process that had no time, what
   * the client did meanwhile is seen by then.
   */
  private static final Duration SECOND_LOOK = Duration.ofMillis(200);

  /** So much at once is given to the socket, that a slow client's progress is seen. */
  private static final int PIECE_BYTES = 64 << 10;

  private static final ByteString CRLF = ascii("\r\n");
  private static final ByteString LAST_CHUNK = ascii("0\r\n\r\n");
  private static final ByteString SWITCHING = ascii("HTTP/1.1 101 ");

  /** RFC 6455, section 7.4.1: a close frame of the server, unmasked, that says 1000 or 1001. */
  private static final ByteString CLOSE_NORMAL = bytes(0x88, 0x02, 0x03, 0xe8);

  private static final ByteString CLOSE_GOING_AWAY = bytes(0x88, 0x02, 0x03, 0xe9);

  private static final RequestTarget ROOT = new RequestTarget("/", List.of(new byte[0]), Map.of());

  private final Inlet<ByteString> fromClient = Inlet.create("RequestGuard.fromClient");
  private final Outlet<ByteString> toServer = Outlet.create("RequestGuard.toServer");
  private final Inlet<ByteString> fromServer = Inlet.create("RequestGuard.fromServer");
  private final Outlet<ByteString> toClient = Outlet.create("RequestGuard.toClient");
  private final BidiShape<ByteString, ByteString, ByteString, ByteString> shape =
      BidiShape.of(fromClient, toServer, fromServer, toClient);

  private final Rules rules;
  private final Conversation conversation;
  private final EdgeMeters meters;
  private final Consumer<@Nullable Throwable> ended;

  /**
   * @param meters count who was too slow
   * @param ended told once, when the connection is over, why
   */
  RequestGuard(
      Rules rules,
      Conversation conversation,
      EdgeMeters meters,
      Consumer<@Nullable Throwable> ended) {
    this.rules = rules;
    this.conversation = conversation;
    this.meters = meters;
    this.ended = ended;
  }

  private static ByteString ascii(String text) {
    return ByteString.fromString(text, StandardCharsets.US_ASCII);
  }

  private static ByteString bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.fromArrayUnsafe(bytes);
  }

  @Override
  public BidiShape<ByteString, ByteString, ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final AsyncCallback<Word> words = createAsyncCallback(this::onWord);
    private final RequestFraming framing =
        new RequestFraming(rules.headBytesMax(), rules.bodyBytesMax());
    private final GuardDeadlines deadlines =
        new GuardDeadlines(rules.idle(), rules.frame(), rules.write());

    // Requests

    /** The last request that was let through, and whether more of it is to come. */
    private @Nullable Passed last;

    private boolean inBody;
    private boolean upgrade;
    private boolean chunked;

    /** The client waits for a word before it sends the body. */
    private boolean expectsContinue;

    /**
     * A request for another protocol: it is the only one under way, and nothing is read with it.
     */
    private RequestFraming.@Nullable Head heldBack;

    private boolean deciding;
    private boolean transparent;

    // Responses

    private ByteString outgoing = ByteString.emptyByteString();
    private int pieceBytes;
    private boolean finishing;
    private boolean lingering;

    private Late suspected = Late.NOBODY;
    private boolean timerArmed;
    private long timerNanos;
    private @Nullable Throwable cause;

    Logic() {
      super(shape);
      conversation.guardedBy(words::invoke);
      setHandler(fromClient, new FromClient());
      setHandler(toServer, new ToServer());
      setHandler(fromServer, new FromServer());
      setHandler(toClient, new ToClient());
    }

    @Override
    public void postStop() {
      ended.accept(cause);
    }

    private void onWord(Word word) {
      switch (word) {
        case STAYED -> {
          upgrade = false;
          deciding = false;
          finishOrGoOn();
        }
        case OVER -> advance();
        case FINISH -> {
          finishing = true;
          finishOrGoOn();
        }
        case ABORT -> failFor(new IllegalStateException("the server cut the connection"));
      }
    }

    /** Where the server stops, a request that has begun is still read to its end. */
    private void finishOrGoOn() {
      if (finishing && !inBody && !deciding && !transparent) {
        stopReading();
      } else {
        advance();
      }
    }

    // ---- From the client to the server

    /** Hands on what there is, or asks for more, if the server wants any. */
    private void advance() {
      if (!isAvailable(toServer) || deciding) {
        return;
      }
      Fault refusal = conversation.refusal();
      if (refusal != null) {
        push(toServer, inItsPlace(ROOT, false, refusal));
        stopReading();
        return;
      }
      ByteString ready = transparent ? framing.release() : gather();
      if (!ready.isEmpty()) {
        push(toServer, ready);
      }
      if (nothingMore(ready.isEmpty())) {
        stopReading();
      } else if (ready.isEmpty() && heldBack == null) {
        readMore();
      }
    }

    /**
     * @param exhausted whether nothing can be handed on now
     */
    private boolean nothingMore(boolean exhausted) {
      if (isClosed(fromClient)) {
        return exhausted && heldBack == null;
      }
      return !transparent
          && (framing.place() == RequestFraming.Place.LOST || (finishing && !inBody && !deciding));
    }

    private void readMore() {
      if (!hasBeenPulled(fromClient)) {
        pull(fromClient);
      }
      awaitClient();
    }

    private void awaitClient() {
      long now = System.nanoTime();
      deadlines.await(transparent ? Waiting.NOTHING : waiting(), now);
      arm(now);
    }

    private Waiting waiting() {
      return switch (framing.place()) {
        case BETWEEN -> Waiting.REQUEST;
        case HEAD -> Waiting.HEAD;
        case BODY -> expectsContinue ? Waiting.NOTHING : Waiting.BODY;
        case LOST -> Waiting.NOTHING;
      };
    }

    /** What can be handed on now: no more than the rest of one request. */
    private ByteString gather() {
      ByteString ready = ByteString.emptyByteString();
      while (true) {
        RequestFraming.Part part = heldBack != null ? heldBack : framing.next();
        if (part instanceof RequestFraming.Head head) {
          if (head.head().upgrade() && !conversation.overOrTold()) {
            heldBack = head;
            return ready;
          }
          heldBack = null;
          ready = ready.concat(pass(head.head()));
        } else if (part instanceof RequestFraming.Data data) {
          ready = ready.concat(chunked ? chunk(data.bytes()) : data.bytes());
        } else if (part instanceof RequestFraming.End) {
          endRequest();
          return chunked ? ready.concat(LAST_CHUNK) : ready;
        } else if (part instanceof RequestFraming.Bad bad) {
          return ready.concat(reject(bad));
        } else {
          return ready;
        }
      }
    }

    private ByteString pass(RequestHead head) {
      Passed request = new Passed(head.target(), head.upgrade(), null);
      conversation.pass(request);
      last = request;
      inBody = true;
      chunked = head.chunked();
      expectsContinue = head.expectsContinue();
      upgrade = head.upgrade();
      deadlines.startBody();
      return head.bytes();
    }

    private ByteString chunk(ByteString data) {
      return ascii(Integer.toHexString(data.length()) + "\r\n").concat(data).concat(CRLF);
    }

    private void endRequest() {
      inBody = false;
      deciding = upgrade;
      long now = System.nanoTime();
      deadlines.startAnswer(now);
      deadlines.await(Waiting.NOTHING, now);
      arm(now);
    }

    private ByteString reject(RequestFraming.Bad bad) {
      StatusCode status = StatusCodes.get(bad.status());
      Fault fault =
          status.equals(StatusCodes.METHOD_NOT_ALLOWED)
              ? new Fault(status, bad.reason(), Allow.create(HttpMethods.GET, HttpMethods.HEAD))
              : new Fault(status, bad.reason());
      return fail(fault, bad.target() == null ? ROOT : bad.target(), bad.headOnly());
    }

    /** A fault in a body is for whoever reads it; any other is answered in the request's place. */
    private ByteString fail(Fault fault, RequestTarget target, boolean headOnly) {
      Passed request = last;
      if (inBody && request != null) {
        request.spoil(fault);
        return ByteString.emptyByteString();
      }
      return inItsPlace(target, headOnly, fault);
    }

    private ByteString inItsPlace(RequestTarget target, boolean headOnly, Fault fault) {
      conversation.pass(new Passed(target, false, fault));
      return ascii(
          (headOnly ? "HEAD" : "GET") + " / HTTP/1.1\r\nHost: guard\r\nConnection: close\r\n\r\n");
    }

    private void spoilUnfinished() {
      Passed request = last;
      if (inBody && request != null) {
        request.spoil(new Fault(StatusCodes.BAD_REQUEST, "The request ended before its body."));
      }
    }

    /** From here on the client is no longer listened to; what was let through is answered. */
    private void stopReading() {
      spoilUnfinished();
      deadlines.await(Waiting.NOTHING, System.nanoTime());
      complete(toServer);
    }

    // ---- From the server to the client

    private void send(ByteString bytes) {
      outgoing = finishing && transparent && bytes.equals(CLOSE_NORMAL) ? CLOSE_GOING_AWAY : bytes;
      if (expectsContinue && !isClosed(toServer)) {
        expectsContinue = false;
        awaitClient();
      }
      if (deciding && conversation.switched() && bytes.take(SWITCHING.length()).equals(SWITCHING)) {
        transparent = true;
      }
      pushPiece();
    }

    private void pushPiece() {
      pieceBytes = Math.min(outgoing.length(), PIECE_BYTES);
      push(toClient, outgoing.take(pieceBytes));
      outgoing = outgoing.drop(pieceBytes);
      long now = System.nanoTime();
      deadlines.startWrite(now);
      arm(now);
    }

    private void close() {
      complete(toClient);
      if (!isClosed(toServer)) {
        complete(toServer);
      }
      if (isClosed(fromClient)) {
        completeStage();
        return;
      }
      lingering = true;
      scheduleOnce(LINGER, LINGERING);
      if (!hasBeenPulled(fromClient)) {
        pull(fromClient);
      }
    }

    // ---- Time

    /**
     * Sets the timer unless it fires early enough already; it is never set back, only looked at.
     */
    private void arm(long now) {
      long left = deadlines.nanosLeft(now);
      boolean early = !timerArmed || now + left - timerNanos < 0;
      if (left != Long.MAX_VALUE && early && suspected == Late.NOBODY) {
        armIn(left, now);
      }
    }

    private void armIn(long nanos, long now) {
      timerArmed = true;
      timerNanos = now + nanos;
      scheduleOnce(DEADLINE, Duration.ofNanos(Math.max(nanos, 1)));
    }

    @Override
    public void onTimer(Object key) {
      if (key.equals(LINGER)) {
        completeStage();
        return;
      }
      timerArmed = false;
      long now = System.nanoTime();
      Late late = deadlines.late(now);
      if (late != suspected && late != Late.NOBODY) {
        suspected = late;
        armIn(SECOND_LOOK.toNanos(), now);
        return;
      }
      suspected = Late.NOBODY;
      switch (late) {
        case NOBODY -> {}
        case IDLE -> onIdle(now);
        case HEAD -> onLate("The request did not come within ");
        case BODY -> onLate("The body came too slowly; the first of it has ");
        case WRITE -> onUntaken(now);
        case ANSWER -> onUnanswered(now);
      }
      arm(now);
    }

    private void onIdle(long now) {
      if (conversation.open() > 0 || deadlines.writing()) {
        deadlines.await(Waiting.REQUEST, now);
      } else {
        meters.limit(EdgeMeters.IDLE_TIME).increment();
        stopReading();
      }
    }

    private void onLate(String reason) {
      Fault fault =
          new Fault(StatusCodes.REQUEST_TIMEOUT, reason + rules.frame().toMillis() + " ms.");
      ByteString bytes = fail(fault, ROOT, false);
      if (!bytes.isEmpty()) {
        push(toServer, bytes);
      }
      stopReading();
    }

    /** Who follows may leave what is new to it untaken for as long as it likes, until the end. */
    private void onUntaken(long now) {
      if ((transparent || conversation.followed()) && !finishing) {
        deadlines.startWrite(now);
      } else {
        meters.limit(EdgeMeters.WRITE_TIME).increment();
        failFor(new IllegalStateException("the client did not take its response"));
      }
    }

    private void onUnanswered(long now) {
      deadlines.answered();
      if (conversation.open() > 0 && !transparent) {
        deadlines.startAnswer(now);
      }
      Passed current = conversation.current();
      if (current != null && !current.answer().isDone()) {
        current
            .answer()
            .completeExceptionally(
                new Fault(
                    StatusCodes.SERVICE_UNAVAILABLE,
                    "The server found no answer in time; try again later."));
      }
    }

    private void failFor(Throwable reason) {
      cause = reason;
      spoilUnfinished();
      failStage(reason);
    }

    // ---- The four ends

    private final class FromClient extends AbstractInHandler {
      @Override
      public void onPush() {
        ByteString bytes = grab(fromClient);
        if (lingering) {
          pull(fromClient);
        } else if (!isClosed(toServer)) {
          deadlines.heard(bytes.length(), System.nanoTime());
          framing.feed(bytes.toArrayUnsafe());
          advance();
        }
      }

      @Override
      public void onUpstreamFinish() {
        if (lingering) {
          completeStage();
        } else {
          advance();
        }
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        failFor(failure);
      }
    }

    private final class ToServer extends AbstractOutHandler {
      @Override
      public void onPull() {
        advance();
      }

      /** Pekko HTTP will not read on; what it has to say yet is to come. */
      @Override
      public void onDownstreamFinish(Throwable reason) {
        deadlines.await(Waiting.NOTHING, System.nanoTime());
      }
    }

    private final class FromServer extends AbstractInHandler {
      @Override
      public void onPush() {
        send(grab(fromServer));
      }

      @Override
      public void onUpstreamFinish() {
        if (outgoing.isEmpty() && isAvailable(toClient)) {
          close();
        }
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        failFor(failure);
      }
    }

    private final class ToClient extends AbstractOutHandler {
      @Override
      public void onPull() {
        if (deadlines.writing()) {
          deadlines.taken(pieceBytes, System.nanoTime());
        }
        if (!outgoing.isEmpty()) {
          pushPiece();
        } else if (isClosed(fromServer)) {
          close();
        } else {
          pull(fromServer);
          if (transparent && deciding) {
            deciding = false;
            advance();
          }
        }
      }

      @Override
      public void onDownstreamFinish(Throwable reason) {
        cause = reason;
        cancelStage(reason);
      }
    }
  }
}
