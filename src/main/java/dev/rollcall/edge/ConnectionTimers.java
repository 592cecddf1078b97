package dev.rollcall.edge;

import java.time.Duration;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * When a {@link Connection} has to look at the time: it gets a {@link Connection.Tick} then. Timers
 * are set rarely and looked at late, since most deadlines are never near and setting one costs more
 * than answering a query. Not thread-safe.
 */
final class ConnectionTimers {
  /** How often a deadline that has passed is looked at while the server itself is the hold-up. */
  private static final Duration RECHECK = Duration.ofSeconds(1);

  /** For taking the reason of a refusal, where handshakes have no deadline. */
  private static final Duration SETUP = Duration.ofSeconds(5);

  /**
   * Quiet is counted in ticks rather than read from the clock, so that a pause of this process is
   * not taken for the client's silence.
   */
  private static final int QUIET_TICKS = 2;

  private static final long NOT_SET = Long.MAX_VALUE;

  private final TimerScheduler<Connection.Command> timers;
  private final LimitSettings limits;
  private final Duration quietAfter;
  private final Deadlines deadlines;
  private int quietTicks;
  private boolean quietArmed;
  private long checkNanos = NOT_SET;

  ConnectionTimers(
      TimerScheduler<Connection.Command> timers, ListenerSettings listener, LimitSettings limits) {
    this.timers = timers;
    this.limits = limits;
    this.quietAfter = listener.flushPartialAfter();
    this.deadlines =
        new Deadlines(listener.idleTimeout(), limits.frameTimeout(), System.nanoTime());
  }

  // ---- Set-up and leave-taking

  void startSetup() {
    Duration deadline = limits.handshakeTimeout();
    timers.startSingleTimer(Connection.Tick.SETUP, deadline.isZero() ? SETUP : deadline);
  }

  /** Set-up is over, from now on the client's silence counts. */
  void opened() {
    timers.cancel(Connection.Tick.SETUP);
    active();
    armDeadline(System.nanoTime());
  }

  void startFarewell(Duration delay) {
    timers.startSingleTimer(Connection.Tick.FAREWELL, delay);
  }

  /** The last words are said: neither silence nor quiet means anything any more. */
  void stop() {
    timers.cancel(Connection.Tick.DEADLINE);
    timers.cancel(Connection.Tick.QUIET);
  }

  // ---- Deadlines

  /** Something came from the client or was taken by it. */
  void active() {
    deadlines.active(System.nanoTime());
  }

  /** The client was not read from until now. */
  void resume() {
    deadlines.resume(System.nanoTime());
  }

  /** The session has answered the client. */
  void answered(Session session) {
    long now = System.nanoTime();
    deadlines.active(now);
    watch(session, now);
  }

  /** The session was asked for something that the client knows nothing of. */
  void asked(Session session) {
    watch(session, System.nanoTime());
  }

  private void watch(Session session, long now) {
    deadlines.frame(session.unfinishedFrame(), now);
    armDeadline(now);
    armQuiet(session);
  }

  /** What has passed when {@link Connection.Tick#DEADLINE} came. */
  Deadlines.Passed passed(Session session) {
    long now = System.nanoTime();
    if (session.following()) {
      deadlines.active(now);
    }
    Deadlines.Passed passed = deadlines.passed(now);
    checkNanos = NOT_SET;
    if (passed == Deadlines.Passed.NONE) {
      armDeadline(now);
    } else {
      recheck();
    }
    return passed;
  }

  /** Now is no time to judge the client: look again later. */
  void recheck() {
    checkNanos = System.nanoTime() + RECHECK.toNanos();
    timers.startSingleTimer(Connection.Tick.DEADLINE, RECHECK);
  }

  /** Sets the timer unless it fires early enough already; it is never set back, only looked at. */
  private void armDeadline(long now) {
    long left = deadlines.nanosLeft(now);
    if (left != Long.MAX_VALUE && (checkNanos == NOT_SET || now + left - checkNanos < 0)) {
      checkNanos = now + left;
      timers.startSingleTimer(Connection.Tick.DEADLINE, Duration.ofNanos(Math.max(left, 1)));
    }
  }

  // ---- Quiet

  /** Bytes came: the client is not quiet. */
  void heard() {
    quietTicks = 0;
  }

  /**
   * Whether the client has been quiet for long enough when {@link Connection.Tick#QUIET} came.
   *
   * @param answering whether the session cannot be asked now; it is looked at again after that
   */
  boolean quiet(Session session, boolean answering) {
    quietArmed = false;
    quietTicks++;
    if (answering) {
      return false;
    }
    if (session.endsByQuiet() && quietTicks >= QUIET_TICKS) {
      return true;
    }
    armQuiet(session);
    return false;
  }

  private void armQuiet(Session session) {
    if (!quietArmed && !quietAfter.isZero() && session.endsByQuiet()) {
      quietArmed = true;
      timers.startSingleTimer(Connection.Tick.QUIET, quietAfter.dividedBy(QUIET_TICKS));
    }
  }
}
