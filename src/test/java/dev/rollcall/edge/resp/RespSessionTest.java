package dev.rollcall.edge.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.Peer;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.wire.RespLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class RespSessionTest {
  private final List<Integer> runs = new ArrayList<>();
  private final AtomicInteger wakes = new AtomicInteger();
  private CompletableFuture<Void> later = new CompletableFuture<>();
  private boolean there;
  private boolean over;

  private final CommandTable table =
      new CommandTable()
          .add(
              List.of(
                  Command.named("say").arity(2).handledBy(this::say).build(),
                  Command.named("later").arity(1).handledBy(this::later).build(),
                  Command.named("many").arity(-2).key().batchedBy(this::many).build(),
                  Command.named("wait")
                      .arity(2)
                      .flags(Flag.BLOCKING)
                      .handledBy(this::await)
                      .build(),
                  Command.named("put").arity(1).flags(Flag.WRITE).handledBy(this::say).build(),
                  Command.named("fail").arity(1).handledBy(this::fail).build(),
                  Command.named("reply").arity(2).handledBy(this::replies).build(),
                  Command.named("of")
                      .arity(-2)
                      .subcommands(Command.named("one").arity(2).handledBy(this::say))
                      .build()));

  private final RespSession session = session("127.0.0.1");

  private RespSession session(String address) {
    RespServer server =
        new RespServer(
            table,
            new Access(),
            new Clients(),
            new Statistics(),
            new Listeners(),
            new HttpGuard("resp"));
    Peer peer =
        new Peer(new InetSocketAddress(address, 7), wakes::incrementAndGet, () -> over = true);
    return new RespSession(
        server, new RespClient(peer, "127.0.0.1:6380"), RespLimits.AUTHENTICATED);
  }

  private CompletableFuture<?> say(Call call) {
    call.out().bulk(call.bytes(1));
    return Call.DONE;
  }

  private CompletableFuture<?> later(Call call) {
    return later.thenRun(() -> call.out().simple("now"));
  }

  private CompletableFuture<?> many(Run run) {
    runs.add(run.count());
    for (int i = 0; i < run.count(); i++) {
      run.out().integer(run.call(i).count());
    }
    return Call.DONE;
  }

  private CompletableFuture<?> fail(Call call) {
    call.out().simple("half");
    throw new UserError(ErrorCode.UNAVAILABLE, "ask again");
  }

  private CompletableFuture<?> replies(Call call) {
    call.client().replies(RespClient.Replies.valueOf(call.text(1)));
    return Call.DONE;
  }

  private CompletableFuture<?> await(Call call) {
    return call.await(
        new Waiting() {
          @Override
          public Duration timeout() {
            return Duration.ofMillis(call.integer(1));
          }

          @Override
          public CompletableFuture<Boolean> attempt(Call again) {
            if (there) {
              again.out().simple("there");
            }
            return CompletableFuture.completedFuture(there);
          }

          @Override
          public void timedOut(Call again) {
            again.out().nilArray();
          }

          @Override
          public void close() {
            over = true;
          }
        });
  }

  private String send(String lines) {
    return text(session.received(bytes(lines)));
  }

  private static ByteString bytes(String lines) {
    return ByteString.fromArray(lines.replace("|", "\r\n").getBytes(ISO_8859_1));
  }

  private static String text(CompletableFuture<Reply> reply) {
    assertThat(reply).isDone();
    return reply.join().bytes().utf8String().replace("\r\n", "|");
  }

  @Test
  void answersTheRequestsOfAChunkInTheirOrder() {
    assertThat(send("say a|NOPE b c|*2|$3|SAY|$1|d|say|"))
        .isEqualTo(
            "$1|a|-ERR unknown command 'NOPE', with args beginning with: 'b' 'c' |$1|d|"
                + "-ERR wrong number of arguments for 'say' command|");
  }

  @Test
  void carriesOutConsecutiveCallsAboutOneKeyTogether() {
    assertThat(send("many k a|many k b c|many k|many l|say x|many l|"))
        .isEqualTo(":3|:4|:2|:2|$1|x|:2|");
    assertThat(runs).containsExactly(3, 1, 1);
  }

  @Test
  void findsSubcommands() {
    assertThat(send("of ONE|of two|of|"))
        .isEqualTo(
            "$3|ONE|-ERR unknown subcommand 'two'. Try OF HELP.|"
                + "-ERR wrong number of arguments for 'of' command|");
  }

  @Test
  void goesOnWhereItHadToWait() {
    CompletableFuture<Reply> reply = session.received(bytes("say a|later|say b|"));
    assertThat(reply).isNotDone();
    later.complete(null);
    assertThat(text(reply)).isEqualTo("$1|a|+now|$1|b|");
  }

  @Test
  void aFailureReplacesWhatWasWritten() {
    assertThat(send("say a|fail|say b|")).isEqualTo("$1|a|-TRYAGAIN ask again|$1|b|");
    later = CompletableFuture.failedFuture(RespError.wrongType());
    assertThat(send("later|"))
        .isEqualTo("-WRONGTYPE Operation against a key holding the wrong kind of value|");
  }

  @Test
  void aFaultOfItsOwnTellsNothing() {
    later = CompletableFuture.failedFuture(new IllegalStateException("secret"));
    assertThat(send("later|")).isEqualTo("-ERR a fault in the server, its log says more|");
  }

  @Test
  void longRepliesGoOutInParts() {
    String line = "say " + "x".repeat(40_000) + "|";
    Reply first = session.received(bytes(line + line + line)).join();
    assertThat(first.then()).isEqualTo(Reply.Then.MORE);
    assertThat(first.bytes().length()).isBetween(80_000, 81_000);
    Reply second = session.more().join();
    assertThat(second.then()).isEqualTo(Reply.Then.LIVE_ON);
    assertThat(second.bytes().length()).isBetween(40_000, 41_000);
  }

  @Test
  void aCallThatWaitsHoldsUpThoseAfterIt() {
    assertThat(send("say a|wait 0|say b|")).isEqualTo("$1|a|");
    assertThat(session.blocked()).isTrue();
    assertThat(session.following()).isTrue();
    assertThat(wakes).hasValue(1);
    assertThat(text(session.live())).isEmpty();
    there = true;
    assertThat(text(session.live())).isEqualTo("+there|$1|b|");
    assertThat(session.blocked()).isFalse();
    assertThat(over).isTrue();
  }

  @Test
  void waitingEndsInTime() {
    assertThat(send("wait 1|say b|")).isEmpty();
    org.awaitility.Awaitility.await().untilAtomic(wakes, org.hamcrest.Matchers.equalTo(2));
    assertThat(text(session.live())).isEqualTo("*-1|$1|b|");
  }

  @Test
  void aClientThatClosesItsSideWaitsNoMore() {
    assertThat(send("wait 0|")).isEmpty();
    assertThat(text(session.ended())).isEmpty();
    assertThat(session.blocked()).isFalse();
    assertThat(over).isTrue();
  }

  @Test
  void onlyACallThatWaitsIsToldOfTheEnd() {
    assertThat(session.farewell().isEmpty()).isTrue();
    assertThat(send("wait 0|")).isEmpty();
    assertThat(session.farewell().utf8String())
        .isEqualTo("-TRYAGAIN the server stops; ask again when it is back\r\n");
  }

  @Test
  void repliesThatAreNotWantedAreLeftOut() {
    assertThat(send("reply OFF|say a|say b|")).isEmpty();
    assertThat(send("reply ON|say a|reply SKIP_NEXT|say b|say c|")).isEqualTo("$1|a|$1|c|");
  }

  @Test
  void onlyClientsOnThisMachineChangeAnything() {
    String reply = text(session("192.0.2.1").received(bytes("put|")));
    assertThat(reply).isEqualTo("-NOPERM this user has no permissions to run the 'put' command|");
  }

  @Test
  void closesWhatSpeaksHttpWithoutCarryingOutAnything() {
    Reply reply = session.received(bytes("POST /say HTTP/1.1|say a|")).join();
    assertThat(reply.then()).isEqualTo(Reply.Then.CLOSE);
    assertThat(reply.bytes().isEmpty()).isTrue();
  }

  @Test
  void closesWhereTheBytesMakeNoSense() {
    Reply reply = session.received(bytes("say a|*1|+b|say c|")).join();
    assertThat(reply.then()).isEqualTo(Reply.Then.CLOSE);
    assertThat(reply.bytes().utf8String())
        .isEqualTo("$1\r\na\r\n-ERR Protocol error: expected '$', got '+'\r\n");
  }
}
