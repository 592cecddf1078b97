package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;

/** A session that answers what a test tells it, when the test tells it. */
final class ScriptedSession implements Session {
  /** A call by the connection, open until the test answers it. */
  record Call(String method, CompletableFuture<Reply> reply) {
    void answer(String text) {
      reply.complete(Reply.of(ByteString.fromString(text)));
    }

    void part(String text) {
      reply.complete(Reply.part(ByteString.fromString(text)));
    }
  }

  final Runnable wake;
  final AtomicInteger openings = new AtomicInteger();
  final AtomicInteger closings = new AtomicInteger();
  volatile boolean following;
  volatile boolean blocked;
  volatile Duration farewellDelay = Duration.ZERO;
  private final Tally tally = new Tally();
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

  ScriptedSession(Runnable wake) {
    this.wake = wake;
  }

  /** The next call; null where none comes for a while. */
  Call poll(Duration patience) throws InterruptedException {
    return calls.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The next call, which has to be this one. */
  Call expect(String method) throws InterruptedException {
    Call call = poll(EdgeFixture.PATIENCE);
    if (call == null || !call.method().equals(method)) {
      throw new AssertionError(method + " was to come, not " + call);
    }
    return call;
  }

  private CompletableFuture<Reply> called(String method) {
    Call call = new Call(method, new CompletableFuture<>());
    calls.add(call);
    return call.reply();
  }

  @Override
  public void opened() {
    openings.incrementAndGet();
  }

  @Override
  public CompletableFuture<Reply> received(ByteString chunk) {
    return called("received " + chunk.utf8String());
  }

  @Override
  public CompletableFuture<Reply> quiet() {
    return called("quiet");
  }

  @Override
  public CompletableFuture<Reply> ended() {
    return called("ended");
  }

  @Override
  public CompletableFuture<Reply> more() {
    return called("more");
  }

  @Override
  public CompletableFuture<Reply> live() {
    return called("live");
  }

  @Override
  public boolean blocked() {
    return blocked;
  }

  @Override
  public boolean following() {
    return following;
  }

  @Override
  public ByteString error(ErrorCode code, String text) {
    return ByteString.fromString(code.wire());
  }

  @Override
  public ByteString farewell() {
    return ByteString.fromString("Quit");
  }

  @Override
  public Duration farewellDelay() {
    return farewellDelay;
  }

  @Override
  public void closed() {
    closings.incrementAndGet();
  }

  @Override
  public long unfinishedFrame() {
    return 0;
  }

  @Override
  public boolean endsByQuiet() {
    return false;
  }

  @Override
  public int bytesHeld() {
    return 0;
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
