package dev.rollcall.edge.http;

import java.time.Duration;

/**
 * How long each side of an HTTP connection may keep the other waiting. It only remembers since when
 * somebody waits for what, since most deadlines are never near; {@link #nanosLeft} says when it is
 * worth looking. Times are {@link System#nanoTime} values. Not thread-safe.
 */
final class GuardDeadlines {
  /** What the client is waited for. */
  enum Waiting {
    /** For nothing: it is the server's turn. */
    NOTHING,
    /** For the next request. */
    REQUEST,
    /** For the rest of a head. */
    HEAD,
    /** For more of a body. */
    BODY
  }

  /** Whose time is over. */
  enum Late {
    NOBODY,
    IDLE,
    HEAD,
    BODY,
    WRITE,
    ANSWER
  }

  /**
   * A body has the time of a frame, and a second more for each of so many bytes: the slowest
   * network of today is faster, a client that means to hold a connection would have to work for it.
   */
  static final int BODY_BYTES_PER_SECOND_MIN = 1024;

  /**
   * A system takes up to megabytes for a client before it makes it wait, and goes on taking only
   * when a third of that is gone. So who took much has longer to take more: with this many bytes
   * four times the limit, as long as an honest client of 32 KiB/s needs for them.
   */
  static final int BUFFER_BYTES = 1 << 20;

  private static final int BUFFER_LIMITS = 3;

  /** A client that was waited for so long has used up what it had taken. */
  private static final long HOLD_UP_NANOS = Duration.ofSeconds(1).toNanos();

  /** By then a handler has an answer or never will: what it asks has shorter deadlines. */
  static final Duration ANSWER = Duration.ofSeconds(30);

  private static final long NEVER = Long.MAX_VALUE;

  private final long idleNanos;
  private final long frameNanos;
  private final long writeNanos;
  private Waiting waiting = Waiting.NOTHING;
  private long waitingNanos;
  private long bodyWaitedNanos;
  private long bodyBytes;
  private boolean writing;
  private long writingNanos;
  private long takenBytes;
  private boolean answering;
  private long answeringNanos;

  /**
   * @param idle how long a connection without a request is kept; zero for ever
   * @param frame how long a head may take
   * @param write how long a client that has not taken anything may take nothing
   */
  GuardDeadlines(Duration idle, Duration frame, Duration write) {
    this.idleNanos = idle.isZero() ? NEVER : idle.toNanos();
    this.frameNanos = frame.toNanos();
    this.writeNanos = write.toNanos();
  }

  // ---- Reading

  /** The client is waited for from now on; a head that is still not whole counts from its start. */
  void await(Waiting what, long nowNanos) {
    if (what != waiting || what != Waiting.HEAD) {
      waiting = what;
      waitingNanos = nowNanos;
    }
  }

  /** Bytes came from the client. */
  void heard(int bytes, long nowNanos) {
    if (waiting == Waiting.BODY) {
      bodyWaitedNanos += nowNanos - waitingNanos;
      bodyBytes += bytes;
      waiting = Waiting.NOTHING;
    }
  }

  /** A body begins. */
  void startBody() {
    bodyWaitedNanos = 0;
    bodyBytes = 0;
  }

  // ---- Writing and answering

  /** Something is there for the client to take. */
  void startWrite(long nowNanos) {
    writing = true;
    writingNanos = nowNanos;
  }

  /** The client's system took it. */
  void taken(int bytes, long nowNanos) {
    if (nowNanos - writingNanos >= HOLD_UP_NANOS) {
      takenBytes = 0;
    }
    takenBytes = Math.min(takenBytes + bytes, BUFFER_BYTES);
    writing = false;
    if (waiting == Waiting.REQUEST) {
      waitingNanos = nowNanos;
    }
  }

  /** Whether something is there that the client has not taken. */
  boolean writing() {
    return writing;
  }

  /** A request is whole. */
  void startAnswer(long nowNanos) {
    answering = true;
    answeringNanos = nowNanos;
  }

  /** The request has its answer. */
  void answered() {
    answering = false;
  }

  // ---- Looking at the time

  Late late(long nowNanos) {
    if (writeLeft(nowNanos) <= 0) {
      return Late.WRITE;
    }
    if (clientLeft(nowNanos) <= 0) {
      return switch (waiting) {
        case REQUEST -> Late.IDLE;
        case HEAD -> Late.HEAD;
        case BODY -> Late.BODY;
        case NOTHING -> Late.NOBODY;
      };
    }
    return answerLeft(nowNanos) <= 0 ? Late.ANSWER : Late.NOBODY;
  }

  /** The time until the next deadline passes if nothing happens; the greatest number for never. */
  long nanosLeft(long nowNanos) {
    return Math.min(Math.min(writeLeft(nowNanos), answerLeft(nowNanos)), clientLeft(nowNanos));
  }

  private long writeLeft(long nowNanos) {
    return writing ? writeMostNanos() - (nowNanos - writingNanos) : NEVER;
  }

  private long writeMostNanos() {
    return writeNanos + writeNanos / BUFFER_BYTES * BUFFER_LIMITS * takenBytes;
  }

  private long answerLeft(long nowNanos) {
    return answering ? ANSWER.toNanos() - (nowNanos - answeringNanos) : NEVER;
  }

  private long clientLeft(long nowNanos) {
    long waited = nowNanos - waitingNanos;
    return switch (waiting) {
      case NOTHING -> NEVER;
      case REQUEST -> idleNanos == NEVER ? NEVER : idleNanos - waited;
      case HEAD -> frameNanos - waited;
      case BODY ->
          frameNanos
              + Duration.ofSeconds(bodyBytes / BODY_BYTES_PER_SECOND_MIN).toNanos()
              - bodyWaitedNanos
              - waited;
    };
  }
}
