package dev.rollcall.edge.resp;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.edge.Tally;
import dev.rollcall.edge.resp.RespClient.Replies;
import dev.rollcall.edge.resp.RespClient.Unblock;
import dev.rollcall.wire.RespBatch;
import dev.rollcall.wire.RespDecoder;
import dev.rollcall.wire.RespLimits;
import dev.rollcall.wire.RespWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RESP on one connection: the requests of a chunk are carried out one after the other, consecutive
 * ones of the same kind together, and their replies go out as one.
 */
/* A chunk may hold thousands of requests with long replies, so its replies go out in parts, and the
 * next request is carried out when the client has taken the part before. A call that waits (BLOCK)
 * ends the chunk's reply early; live() answers it and goes on with the rest of the chunk. */
public final class RespSession implements Session {
  private static final Logger LOG = LoggerFactory.getLogger(RespSession.class);

  private static final CompletableFuture<Reply> NOTHING =
      CompletableFuture.completedFuture(Reply.NOTHING);

  /** From this many bytes on replies are sent before the next request is carried out. */
  private static final int PART_BYTES = 64 << 10;

  /** A request line of HTTP is three words. */
  private static final int REQUEST_LINE_WORDS = 3;

  private final RespServer server;
  private final RespClient client;
  private final RespDecoder decoder;
  private final Tally tally = new Tally();

  /** The requests that are not all carried out, and the next of them. */
  private @Nullable RespBatch batch;

  private int next;
  private boolean begun;

  /** Wakes the session when a call has waited for as long as it may. */
  private @Nullable CompletableFuture<Void> alarm;

  RespSession(RespServer server, RespClient client, RespLimits limits) {
    this.server = server;
    this.client = client;
    this.decoder = new RespDecoder(limits);
  }

  @Override
  public void opened() {
    server.clients().add(client);
  }

  @Override
  public void closed() {
    server.clients().remove(client);
    stopWaiting();
    Pushes pushes = client.pushes();
    if (pushes != null) {
      pushes.close();
    }
  }

  // ---- Requests

  @Override
  public CompletableFuture<Reply> received(ByteString chunk) {
    client.heard();
    RespBatch received = decoder.decode(chunk.toArrayUnsafe());
    if (!begun && received.count() > 0) {
      begun = true;
      if (speaksHttp(received)) {
        return CompletableFuture.completedFuture(Reply.lastWords(ByteString.emptyByteString()));
      }
    }
    tally.asked(received.count());
    batch = received;
    next = 0;
    return goOn();
  }

  private boolean speaksHttp(RespBatch received) {
    ByteSlices arguments = received.arguments();
    return received.arguments(0) == REQUEST_LINE_WORDS
        && server
            .httpGuard()
            .catches(
                arguments.bytes(),
                arguments.start(0),
                arguments.end(REQUEST_LINE_WORDS - 1),
                client.peer().name());
  }

  @Override
  public CompletableFuture<Reply> more() {
    return goOn();
  }

  /** Carries out requests until all are, or something has to be waited for. */
  private CompletableFuture<Reply> goOn() {
    while (true) {
      RespBatch requests = batch;
      if (client.isClosing()) {
        return CompletableFuture.completedFuture(Reply.lastWords(written()));
      }
      if (requests == null || client.waiting() != null) {
        return replied();
      }
      if (next == requests.count()) {
        batch = null;
        brokenOff(requests.error());
        continue;
      }
      if (client.out().size() >= PART_BYTES) {
        return CompletableFuture.completedFuture(Reply.part(written()));
      }
      CompletableFuture<?> answering = carryOut(requests);
      if (!answering.isDone()) {
        return answering.thenCompose(done -> goOn());
      }
    }
  }

  /** What comes after the last whole request makes no sense; nothing after it could. */
  private void brokenOff(@Nullable String error) {
    if (error != null) {
      fail(new RespError(ErrorCode.BAD_FRAME, "ERR " + error));
      client.close();
    }
  }

  private CompletableFuture<Reply> replied() {
    return client.out().size() == 0
        ? NOTHING
        : CompletableFuture.completedFuture(Reply.of(written()));
  }

  private ByteString written() {
    return ByteString.fromArrayUnsafe(client.out().take());
  }

  // ---- One request, or a run of them

  /** Carries out the next request and those after it that go with it; never fails. */
  private CompletableFuture<?> carryOut(RespBatch requests) {
    int from = next;
    int begin = client.out().size();
    Command command = server.table().find(requests.arguments(), requests.first(from));
    next++;
    try {
      Command called = called(command, requests, from);
      BatchHandler together = called.batchHandler();
      if (together != null) {
        next = runEnd(called, requests, from);
      }
      return timed(new Run(client, called, requests, from, next - from), begin);
    } catch (RespError e) {
      server.statistics().rejected(command, e);
      fail(e);
      skipReply(begin);
      return Call.DONE;
    }
  }

  private Command called(@Nullable Command command, RespBatch requests, int request) {
    int count = requests.arguments(request);
    int first = requests.first(request);
    if (command == null) {
      throw Unknown.command(requests, request);
    }
    Command called = command;
    if (!command.subcommands().isEmpty() && (count > 1 || command.handler() == null)) {
      if (count == 1) {
        throw Unknown.arity(command);
      }
      Command subcommand = server.table().find(command, requests.arguments(), first + 1);
      if (subcommand == null) {
        throw Unknown.subcommand(command, requests, request);
      }
      called = subcommand;
    }
    if (!called.takes(count)) {
      throw Unknown.arity(called);
    }
    server.access().check(called, client);
    client.called(called);
    if (client.subscribed()
        && client.out().protocol() == 2
        && !command.is(Command.Flag.SUBSCRIBED)) {
      throw Unknown.whileSubscribed(called);
    }
    return called;
  }

  /** Where the requests end that are the same command about the same key. */
  private static int runEnd(Command command, RespBatch requests, int from) {
    int end = from + 1;
    while (end < requests.count()
        && command.takes(requests.arguments(end))
        && same(requests, from, end, 0)
        && same(requests, from, end, 1)) {
      end++;
    }
    return end;
  }

  private static boolean same(RespBatch requests, int one, int other, int argument) {
    ByteSlices arguments = requests.arguments();
    return java.util.Arrays.equals(
        arguments.bytes(),
        arguments.start(requests.first(one) + argument),
        arguments.end(requests.first(one) + argument),
        arguments.bytes(),
        arguments.start(requests.first(other) + argument),
        arguments.end(requests.first(other) + argument));
  }

  private CompletableFuture<?> timed(Run run, int begin) {
    long started = System.nanoTime();
    CompletableFuture<?> answering = handled(run);
    if (answering.isDone() && !answering.isCompletedExceptionally()) {
      ended(run, begin, started, null);
      return Call.DONE;
    }
    return answering.handle(
        (done, failure) -> {
          ended(run, begin, started, failure);
          return null;
        });
  }

  private static CompletableFuture<?> handled(Run run) {
    try {
      BatchHandler together = run.command().batchHandler();
      if (together != null) {
        return together.handle(run);
      }
      Handler alone = run.command().handler();
      if (alone == null) {
        throw new IllegalStateException(run.command() + " is carried out by nobody");
      }
      return alone.handle(run.call(0));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void ended(Run run, int begin, long started, @Nullable Throwable failure) {
    server.statistics().ran(run, System.nanoTime() - started, failure);
    if (failure != null) {
      client.out().truncate(begin);
      for (int i = 0; i < run.count(); i++) {
        fail(error(failure));
      }
    }
    if (client.waiting() != null) {
      startWaiting();
    } else {
      skipReply(begin);
    }
  }

  private RespError error(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof RespError error) {
      return error;
    }
    if (cause instanceof UserError error) {
      return RespError.of(error);
    }
    LOG.error("{}: a command met a fault", client.peer().name(), cause);
    return new RespError(ErrorCode.INTERNAL, "ERR a fault in the server, its log says more");
  }

  private void fail(RespError error) {
    server.statistics().failed(error);
    tally.failed(error.code(), 1);
    client.out().error(error.text());
  }

  private void skipReply(int begin) {
    switch (client.replies()) {
      case ON -> {}
      case OFF -> client.out().truncate(begin);
      case SKIP_NEXT -> {
        client.out().truncate(begin);
        client.replies(Replies.SKIP);
      }
      case SKIP -> {
        client.out().truncate(begin);
        client.replies(Replies.ON);
      }
    }
  }

  // ---- A call that waits

  @Override
  public boolean blocked() {
    return client.waiting() != null;
  }

  /** The first attempt is made at once, through {@link #live}. */
  private void startWaiting() {
    Waiting waiting = client.waiting();
    if (waiting != null && !waiting.timeout().isZero()) {
      CompletableFuture<Void> time = new CompletableFuture<>();
      var unused =
          time.completeOnTimeout(null, waiting.timeout().toMillis(), TimeUnit.MILLISECONDS)
              .thenRun(client::wake);
      alarm = time;
    }
    client.wake();
  }

  private void stopWaiting() {
    CompletableFuture<Void> time = alarm;
    alarm = null;
    client.waitingEnded();
    if (time != null) {
      time.cancel(false);
    }
  }

  @Override
  public CompletableFuture<Reply> live() {
    Waiting waiting = client.waiting();
    Call call = client.waitingCall();
    return waiting == null || call == null ? pushed() : retried(waiting, call);
  }

  private CompletableFuture<Reply> retried(Waiting waiting, Call call) {
    Unblock unblock = client.unblocked();
    boolean late = unblock == Unblock.TIMEOUT || (alarm != null && alarm.isDone());
    int begin = client.out().size();
    return attempt(waiting, call)
        .handle(
            (answered, failure) -> {
              if (failure != null) {
                client.out().truncate(begin);
                fail(error(failure));
              } else if (!answered && unblock == Unblock.ERROR) {
                fail(RespError.unblocked());
              } else if (!answered && late) {
                waiting.timedOut(call);
              } else if (!answered) {
                return false;
              }
              stopWaiting();
              skipReply(begin);
              return true;
            })
        .thenCompose(over -> over ? goOn() : NOTHING);
  }

  private static CompletableFuture<Boolean> attempt(Waiting waiting, Call call) {
    try {
      return waiting.attempt(call);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Reply> pushed() {
    Pushes pushes = client.pushes();
    if (pushes != null) {
      pushes.drain(client.out(), PART_BYTES);
    }
    return replied();
  }

  // ---- The connection

  @Override
  public boolean following() {
    return client.waiting() != null || client.subscribed();
  }

  @Override
  public CompletableFuture<Reply> quiet() {
    return NOTHING;
  }

  /** As Redis: a client that has closed its side waits for nothing any more. */
  @Override
  public CompletableFuture<Reply> ended() {
    stopWaiting();
    return NOTHING;
  }

  @Override
  public ByteString error(ErrorCode code, String text) {
    tally.failed(code, 1);
    RespWriter out = new RespWriter();
    out.error(RespError.of(new UserError(code, text)).text());
    return ByteString.fromArrayUnsafe(out.take());
  }

  /**
   * Only to a client that is owed an answer: another one would take it for that to its next call.
   */
  @Override
  public ByteString farewell() {
    return blocked()
        ? error(ErrorCode.UNAVAILABLE, "the server stops; ask again when it is back")
        : ByteString.emptyByteString();
  }

  @Override
  public long unfinishedFrame() {
    return decoder.unfinishedFrame();
  }

  @Override
  public boolean endsByQuiet() {
    return false;
  }

  @Override
  public int bytesHeld() {
    return decoder.bytesHeld();
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
