package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a byte stream and its {@link Connection}: each chunk is one message to the actor,
 * each reply one message back. The next chunk is asked for only when the reply was taken by the
 * stream, so that a client that does not read is not read from.
 */
final class ConnectionStage
    extends AbstractGraphStageWithMaterializedValue<
        FlowShape<ByteString, ByteString>, ConnectionStage.Handle> {
  private static final String WRITE = "write";
  private static final String LINGER = "linger";

  private final Inlet<ByteString> in = Inlet.create("Connection.in");
  private final Outlet<ByteString> out = Outlet.create("Connection.out");
  private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

  private final ActorRef<Connection.Command> connection;
  private final Duration writeTimeout;
  private final Duration linger;
  private final EdgeMeters meters;

  /**
   * @param connection gets {@link Connection.Received}, {@link Connection.InputEnded} and, last and
   *     in every case, {@link Connection.Disconnected}
   * @param writeTimeout how long the stream may leave a reply untaken before it is failed
   * @param linger how long, after an orderly end, bytes of the client are still taken and dropped:
   *     a socket closed over unread bytes is reset, and the reset may overtake the last words
   * @param meters count what was too slow
   */
  ConnectionStage(
      ActorRef<Connection.Command> connection,
      Duration writeTimeout,
      Duration linger,
      EdgeMeters meters) {
    this.connection = connection;
    this.writeTimeout = writeTimeout;
    this.linger = linger;
    this.meters = meters;
  }

  @Override
  public FlowShape<ByteString, ByteString> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, Handle> createLogicAndMaterializedValuePair(
      Attributes inheritedAttributes) {
    Logic logic = new Logic();
    return Pair.create(logic, new Handle(logic.orders));
  }

  /**
   * From this length on the actor is told when a client has taken what was written. Smaller ones
   * are part of what any connection may cost, and one message less is worth more than counting
   * them.
   */
  static final int LARGE_BYTES = 4096;

  /** The actor's hold on the stream. Without effect once the stream is over. Thread-safe. */
  static final class Handle {
    private static final ByteString NO_BYTES = ByteString.emptyByteString();
    private final AsyncCallback<Order> orders;

    private Handle(AsyncCallback<Order> orders) {
      this.orders = orders;
    }

    /** Answers the chunk received last, with nothing perhaps, and asks for the next one. */
    void reply(ByteString bytes) {
      orders.invoke(new Order(Then.READ, bytes));
    }

    /** Writes something beside the answers. */
    void send(ByteString bytes) {
      orders.invoke(new Order(Then.GO_ON, bytes));
    }

    /** Writes a part of an answer and tells when it was taken, however short it is. */
    void part(ByteString bytes) {
      orders.invoke(new Order(Then.TELL, bytes));
    }

    /**
     * Writes what the client has not asked for and tells when it was taken. The client may take it
     * whenever it likes, and is read from meanwhile.
     */
    void push(ByteString bytes) {
      orders.invoke(new Order(Then.PUSH, bytes));
    }

    /** Writes the last words, apart from what was written before, and closes. */
    void finish(ByteString lastWords) {
      orders.invoke(new Order(Then.FINISH, lastWords));
    }

    /**
     * As {@link #finish}, but only if the client was waited for, without the server itself being
     * held up by replies that were not taken, for as long as {@code waited}: the limit of that name
     * was reached then.
     */
    void expire(ByteString lastWords, Duration waited, String limit) {
      orders.invoke(new Order(Then.EXPIRE, lastWords, waited.toNanos(), limit));
    }

    /** Resets the connection. */
    void abort() {
      orders.invoke(new Order(Then.ABORT, NO_BYTES));
    }
  }

  private enum Then {
    READ,
    GO_ON,
    TELL,
    PUSH,
    FINISH,
    EXPIRE,
    ABORT
  }

  private record Order(Then then, ByteString bytes, long waitedNanos, String limit) {
    Order(Then then, ByteString bytes) {
      this(then, bytes, 0, "");
    }
  }

  private final class Logic extends TimerGraphStageLogic {
    private final AsyncCallback<Order> orders = createAsyncCallback(this::onOrder);

    /** What the stream has not taken yet: the reply to one chunk, and what was sent beside it. */
    private ByteString pending = ByteString.emptyByteString();

    /** Whether any of that was asked for: the client has to take it in time. */
    private boolean owed;

    /** Whether the session waits for its being taken: nothing else will tell that it is not. */
    private boolean awaited;

    /** What the actor is told of: first of what is pending, then of what is on its way. */
    private Connection.@Nullable Taken pendingNews;

    private Connection.@Nullable Taken news;
    private ByteString lastWords = ByteString.emptyByteString();
    private boolean reading;
    private boolean finishing;

    /** The stream does not take what there is, since when, and when it last went on again. */
    private boolean heldUp;

    private long heldUpNanos;
    private long resumedNanos = System.nanoTime();
    private boolean timerArmed;
    private @Nullable Throwable cause;

    Logic() {
      super(shape);
      setHandler(in, new Input());
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              resume();
              if (news != null) {
                connection.tell(news);
                news = null;
              }
              goOn();
            }

            @Override
            public void onDownstreamFinish(Throwable reason) {
              cause = reason;
              cancelStage(reason);
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
    }

    @Override
    public void postStop() {
      connection.tell(new Connection.Disconnected(cause));
    }

    private void onOrder(Order order) {
      if (order.then() == Then.ABORT) {
        failFor("aborted");
        return;
      }
      if (finishing || (order.then() == Then.EXPIRE && !waitedFor(order.waitedNanos()))) {
        return;
      }
      if (order.then() == Then.EXPIRE) {
        meters.limit(order.limit()).increment();
      }
      switch (order.then()) {
        case FINISH, EXPIRE -> {
          finishing = true;
          lastWords = order.bytes();
        }
        default -> write(order.then(), order.bytes());
      }
      goOn();
    }

    private boolean waitedFor(long nanos) {
      return hasBeenPulled(in) && System.nanoTime() - resumedNanos >= nanos;
    }

    private void write(Then then, ByteString bytes) {
      reading |= then == Then.READ;
      if (bytes.isEmpty()) {
        return;
      }
      pending = pending.isEmpty() ? bytes : pending.concat(bytes);
      owed |= then != Then.PUSH;
      awaited |= then == Then.TELL;
      if (then == Then.PUSH) {
        pendingNews = Connection.Taken.plus(pendingNews, 0, bytes.length());
      } else if (then == Then.TELL || bytes.length() >= LARGE_BYTES) {
        pendingNews = Connection.Taken.plus(pendingNews, bytes.length(), 0);
      }
    }

    private void goOn() {
      if (isClosed(out)) {
        return;
      }
      if (!pending.isEmpty()) {
        if (isAvailable(out)) {
          pushPending();
        } else if (owed || finishing) {
          holdUp();
          return;
        }
      }
      if (finishing) {
        finish();
      } else if (reading) {
        reading = false;
        if (!isClosed(in)) {
          pull(in);
        }
      }
    }

    private void pushPending() {
      push(out, pending);
      pending = ByteString.emptyByteString();
      owed = false;
      news = pendingNews;
      pendingNews = null;
      if (awaited) {
        awaited = false;
        holdUp();
      }
    }

    private void holdUp() {
      if (!heldUp) {
        heldUp = true;
        heldUpNanos = System.nanoTime();
        if (!timerArmed) {
          arm(writeTimeout.toNanos());
        }
      }
    }

    private void resume() {
      if (heldUp) {
        heldUp = false;
        resumedNanos = System.nanoTime();
      }
    }

    /** Says the last words and closes once they were taken. */
    private void finish() {
      if (isAvailable(out) && !lastWords.isEmpty()) {
        push(out, lastWords);
        lastWords = ByteString.emptyByteString();
      }
      if (!isAvailable(out)) {
        holdUp();
        return;
      }
      complete(out);
      if (isClosed(in)) {
        completeStage();
        return;
      }
      scheduleOnce(LINGER, linger);
      if (!hasBeenPulled(in)) {
        pull(in);
      }
    }

    private void arm(long nanos) {
      timerArmed = true;
      scheduleOnce(WRITE, Duration.ofNanos(nanos));
    }

    /** The timer for writing is not stopped when a reply was taken, only looked at. */
    @Override
    public void onTimer(Object key) {
      if (key == LINGER) {
        failFor("the client did not close its side");
        return;
      }
      timerArmed = false;
      if (heldUp) {
        long left = writeTimeout.toNanos() - (System.nanoTime() - heldUpNanos);
        if (left > 0) {
          arm(left);
        } else {
          meters.limit(EdgeMeters.WRITE_TIME).increment();
          failFor("the client did not take its replies");
        }
      }
    }

    private void failFor(String reason) {
      cause = new UserError(ErrorCode.TIMEOUT, reason);
      failStage(cause);
    }

    private final class Input extends AbstractInHandler {
      @Override
      public void onPush() {
        ByteString bytes = grab(in);
        if (isClosed(out)) {
          pull(in);
        } else if (!finishing) {
          connection.tell(new Connection.Received(bytes));
        }
      }

      @Override
      public void onUpstreamFinish() {
        if (isClosed(out)) {
          completeStage();
        } else {
          connection.tell(Connection.InputEnded.INSTANCE);
        }
      }

      @Override
      public void onUpstreamFailure(Throwable failure) {
        cause = failure;
        failStage(failure);
      }
    }
  }
}
