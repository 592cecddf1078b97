package dev.rollcall.edge.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.edge.RespFixture;
import dev.rollcall.edge.RespSocket;
import dev.rollcall.wire.RespWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What HELLO, AUTH, PING, CLIENT and the like answer, byte for byte as Redis does. */
class ConnectionCommandsIT {
  private static final RespFixture SERVER =
      new RespFixture(
          "",
          server -> new ConnectionCommands().commands(),
          server -> new ClientCommands(server.table(), server.clients()).commands(),
          server -> WaitingCommands.commands());

  private RespSocket client;

  @BeforeEach
  void connect() throws IOException {
    client = SERVER.connect();
  }

  @AfterEach
  void disconnect() throws IOException {
    client.close();
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  private String id() throws IOException {
    return client.ask("CLIENT ID").replace("|", "");
  }

  private static String hello(int protocol, String id) {
    return (protocol == 2 ? "*14" : "%7")
        + "|$6|server|$5|redis|$7|version|$5|7.2.4|$5|proto|:"
        + protocol
        + "|$2|id|"
        + id
        + "|$4|mode|$10|standalone|$4|role|$6|master|$7|modules|*0|";
  }

  @Test
  void helloChoosesTheProtocolAndSaysWhoIsThere() throws IOException {
    String id = id();
    assertThat(client.ask("HELLO")).isEqualTo(hello(2, id));
    assertThat(client.ask("HELLO 3")).isEqualTo(hello(3, id));
    assertThat(client.ask("CLIENT GETNAME")).isEqualTo("_|");
    assertThat(client.ask("HELLO")).isEqualTo(hello(3, id));
    assertThat(client.ask("HELLO 2")).isEqualTo(hello(2, id));
    assertThat(client.ask("CLIENT GETNAME")).isEqualTo("$-1|");
    assertThat(client.ask("HELLO 3 SETNAME me AUTH default any")).isEqualTo(hello(3, id));
    assertThat(client.ask("CLIENT GETNAME")).isEqualTo("$2|me|");
  }

  @Test
  void aHelloThatFailsChangesNothing() throws IOException {
    assertThat(client.ask("HELLO 3 AUTH u p SETNAME me"))
        .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.|");
    assertThat(client.ask("HELLO 3 SETNAME a\tb"))
        .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.|");
    assertThat(client.ask("CLIENT GETNAME")).isEqualTo("$-1|");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "HELLO 4; -NOPROTO unsupported protocol version|",
        "HELLO 1; -NOPROTO unsupported protocol version|",
        "HELLO abc; -ERR Protocol version is not an integer or out of range|",
        "HELLO 99999999999999999999; -ERR Protocol version is not an integer or out of range|",
        "HELLO 3 SETNAME; -ERR Syntax error in HELLO option 'SETNAME'|",
        "HELLO 3 FOO; -ERR Syntax error in HELLO option 'FOO'|",
        "HELLO 3 AUTH default; -ERR Syntax error in HELLO option 'AUTH'|",
        "AUTH x; -ERR AUTH <password> called without any password configured for the default user."
            + " Are you sure your configuration is correct?|",
        "AUTH default x; +OK|",
        "AUTH a b; -WRONGPASS invalid username-password pair or user is disabled.|",
        "AUTH a b c; -ERR syntax error|",
        "AUTH; -ERR wrong number of arguments for 'auth' command|",
        "PING; +PONG|",
        "PING a; $1|a|",
        "PING a b; -ERR wrong number of arguments for 'ping' command|",
        "ECHO a; $1|a|",
        "ECHO; -ERR wrong number of arguments for 'echo' command|",
        "RESET x; -ERR wrong number of arguments for 'reset' command|",
        "SELECT 0; +OK|",
        "SELECT 1; -ERR DB index is out of range|",
        "SELECT -1; -ERR DB index is out of range|",
        "SELECT a; -ERR value is not an integer or out of range|",
        "SELECT 2147483648; -ERR value is out of range, value must between -2147483648 and"
            + " 2147483647|",
        "CLIENT; -ERR wrong number of arguments for 'client' command|",
        "CLIENT NOPE; -ERR unknown subcommand 'NOPE'. Try CLIENT HELP.|",
        "CLIENT ID x; -ERR wrong number of arguments for 'client|id' command|",
        "CLIENT SETNAME; -ERR wrong number of arguments for 'client|setname' command|",
        "CLIENT SETNAME \303\251; -ERR Client names cannot contain spaces, newlines or special"
            + " characters.|",
        "CLIENT SETINFO LIB-NAME x; +OK|",
        "CLIENT SETINFO FOO x; -ERR Unrecognized option 'FOO'|",
        "CLIENT SETINFO lib-ver a\tb; -ERR lib-ver cannot contain spaces, newlines or special"
            + " characters.|",
        "CLIENT LIST TYPE foo; -ERR Unknown client type 'foo'|",
        "CLIENT LIST TYPE pubsub; $0||",
        "CLIENT LIST TYPE master; $0||",
        "CLIENT LIST ID 0; $0||",
        "CLIENT LIST ID a; -ERR Invalid client ID|",
        "CLIENT LIST ID; -ERR syntax error|",
        "CLIENT LIST FOO; -ERR syntax error|",
        "CLIENT LIST TYPE; -ERR syntax error|",
        "CLIENT REPLY ON; +OK|",
        "CLIENT REPLY FOO; -ERR syntax error|",
        "CLIENT REPLY; -ERR wrong number of arguments for 'client|reply' command|",
        "CLIENT NO-EVICT on; +OK|",
        "CLIENT NO-EVICT x; -ERR syntax error|",
        "CLIENT NO-TOUCH off; +OK|",
        "CLIENT UNBLOCK 1000000; :0|",
        "CLIENT UNBLOCK 1000000 TIMEOUT; :0|",
        "CLIENT UNBLOCK 1 FOO; -ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR|",
        "CLIENT UNBLOCK a; -ERR value is not an integer or out of range|",
        "CLIENT KILL; -ERR wrong number of arguments for 'client|kill' command|",
        "CLIENT KILL 1.2.3.4:5; -ERR No such client|",
        "CLIENT KILL ID 1000000; :0|",
        "CLIENT KILL ID a; -ERR client-id should be greater than 0|",
        "CLIENT KILL ID 0; -ERR client-id should be greater than 0|",
        "CLIENT KILL TYPE foo; -ERR Unknown client type 'foo'|",
        "CLIENT KILL TYPE pubsub; :0|",
        "CLIENT KILL USER foo; -ERR No such user 'foo'|",
        "CLIENT KILL SKIPME x; -ERR syntax error|",
        "CLIENT KILL FOO x; -ERR syntax error|",
        "CLIENT KILL ID 1 FOO; -ERR syntax error|",
        "CLIENT KILL ADDR 1:2 LADDR 3:4; :0|",
        "CLIENT GETREDIR; :-1|",
        "NOPE a b; -ERR unknown command 'NOPE', with args beginning with: 'a' 'b' |",
      })
  void answersAsRedisDoes(String request, String reply) throws IOException {
    assertThat(client.ask(request)).isEqualTo(reply);
  }

  @Test
  void quitAnswersAndCloses() throws IOException {
    client.sendRaw("PING\r\nQUIT\r\nPING\r\n");
    assertThat(client.readAll()).isEqualTo("+PONG|+OK|");
  }

  @Test
  void resetMakesTheConnectionAsNew() throws IOException {
    client.ask("HELLO 3 SETNAME me");
    assertThat(client.ask("RESET")).isEqualTo("+RESET|");
    assertThat(client.ask("CLIENT GETNAME")).isEqualTo("$-1|");
  }

  @Test
  void pingOfASubscriberIsAnArrayInTheOldProtocolOnly() throws IOException {
    client.ask("subscribe");
    assertThat(client.ask("PING")).isEqualTo("*2|$4|pong|$0||");
    assertThat(client.ask("PING a")).isEqualTo("*2|$4|pong|$1|a|");
    assertThat(client.ask("ECHO a"))
        .isEqualTo(
            "-ERR Can't execute 'echo': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT /"
                + " RESET are allowed in this context|");
    assertThat(client.ask("RESET")).isEqualTo("+RESET|");
    assertThat(client.ask("ECHO a")).isEqualTo("$1|a|");
    client.ask("HELLO 3");
    client.ask("subscribe");
    assertThat(client.ask("PING")).isEqualTo("+PONG|");
    assertThat(client.ask("CLIENT INFO")).contains("flags=P").contains(" sub=2 psub=1 ");
  }

  @Test
  void namesAreGivenAndTakenAway() throws IOException {
    assertThat(client.ask("CLIENT SETNAME me")).isEqualTo("+OK|");
    assertThat(client.ask("CLIENT GETNAME")).isEqualTo("$2|me|");
    assertThat(client.ask("CLIENT", "SETNAME", "")).isEqualTo("+OK|");
    assertThat(client.ask("CLIENT GETNAME")).isEqualTo("$-1|");
    assertThat(client.ask("CLIENT", "SETNAME", "x".repeat(1025)))
        .isEqualTo("-ERR Client names cannot be longer than 1024 characters.|");
  }

  @Test
  void aClientsLineHasTheFieldsOfRedisInTheirOrder() throws IOException {
    String id = id().substring(1);
    client.ask("CLIENT SETNAME me");
    client.ask("CLIENT SETINFO LIB-NAME jedis");
    client.ask("CLIENT SETINFO LIB-VER 8.0");
    client.ask("CLIENT NO-EVICT on");
    String line =
        ("id=" + id + " addr=" + client.address())
            + (" laddr=127.0.0.1:" + SERVER.address().getPort())
            + " fd=-1 name=me age=0 idle=0 flags=e db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=0"
            + " qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=0"
            + " events=r cmd=client|info user=default redir=-1 resp=2 lib-name=jedis"
            + " lib-ver=8.0\n";
    assertThat(client.ask("CLIENT INFO").replaceAll("age=\\d+", "age=0"))
        .isEqualTo("$" + line.length() + "|" + line + "|");
    client.ask("HELLO 3");
    String verbatim = line.replace("resp=2", "resp=3").replace("|info", "|list");
    assertThat(client.ask("CLIENT LIST ID " + id).replaceAll("age=\\d+", "age=0"))
        .isEqualTo("=" + (verbatim.length() + 4) + "|txt:" + verbatim + "|");
  }

  @Test
  void listHasEverybodyInTheOrderInWhichTheyCame() throws IOException {
    client.ask("PING");
    try (RespSocket other = SERVER.connect()) {
      other.ask("PING");
      String list = client.ask("CLIENT LIST TYPE normal");
      assertThat(list).containsSubsequence(client.address(), other.address());
    }
    await().untilAsserted(() -> assertThat(client.ask("CLIENT LIST").lines()).hasSize(2));
    assertThat(client.ask("CLIENT LIST")).contains(client.address());
  }

  @Test
  void killClosesThoseWhoFit() throws IOException {
    try (RespSocket one = SERVER.connect();
        RespSocket other = SERVER.connect();
        RespSocket third = SERVER.connect()) {
      String id = one.ask("CLIENT ID").replaceAll("[:|]", "");
      assertThat(client.ask("CLIENT KILL ID " + id)).isEqualTo(":1|");
      expectClosed(one);
      other.ask("PING");
      assertThat(client.ask("CLIENT KILL " + other.address())).isEqualTo("+OK|");
      expectClosed(other);
      third.ask("PING");
      String local = "127.0.0.1:" + SERVER.address().getPort();
      assertThat(client.ask("CLIENT KILL LADDR " + local + " TYPE normal USER default"))
          .isEqualTo(":1|");
      expectClosed(third);
      assertThat(client.ask("PING")).isEqualTo("+PONG|");
    }
  }

  private static void expectClosed(RespSocket socket) {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> assertThatThrownBy(() -> socket.ask("PING")).isInstanceOf(IOException.class));
  }

  @Test
  void killsItselfAfterTheAnswer() throws IOException {
    client.send("CLIENT", "KILL", "ADDR", client.address(), "SKIPME", "no");
    assertThat(client.readAll()).isEqualTo(":1|");
  }

  @Test
  void repliesCanBeSwitchedOffAndSkipped() throws IOException {
    client.sendRaw("CLIENT REPLY OFF\r\nPING\r\nNOPE\r\nCLIENT REPLY ON\r\nECHO a\r\n");
    assertThat(client.read() + client.read()).isEqualTo("+OK|$1|a|");
    client.sendRaw("CLIENT REPLY SKIP\r\nPING\r\nECHO b\r\n");
    assertThat(client.read()).isEqualTo("$1|b|");
  }

  @Test
  void aCallThatWaitsCanBeEndedByOthers() throws IOException {
    try (RespSocket waiting = SERVER.connect()) {
      String id = waiting.ask("CLIENT ID").replaceAll("[:|]", "");
      waiting.send("wait");
      await().untilAsserted(() -> assertThat(client.ask("CLIENT UNBLOCK " + id)).isEqualTo(":1|"));
      assertThat(waiting.read()).isEqualTo("*-1|");
      assertThat(client.ask("CLIENT UNBLOCK " + id)).isEqualTo(":0|");
      waiting.send("wait");
      await()
          .untilAsserted(
              () -> assertThat(client.ask("CLIENT LIST ID " + id)).contains(" flags=b "));
      assertThat(client.ask("CLIENT UNBLOCK " + id + " ERROR")).isEqualTo(":1|");
      assertThat(waiting.read()).isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK|");
      assertThat(waiting.ask("PING")).isEqualTo("+PONG|");
    }
  }

  @Test
  void helpComesFromTheTable() throws IOException {
    assertThat(client.ask("CLIENT HELP"))
        .startsWith("*27|+CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:|+ID|+   ")
        .endsWith("|+HELP|+    Tells what subcommands there are.|");
    assertThat(client.ask("CLIENT HELP x"))
        .isEqualTo("-ERR wrong number of arguments for 'client|help' command|");
  }

  /** A command that waits for ever, and one that counts as a subscription. */
  private static final class WaitingCommands implements Waiting, Pushes {
    static List<Command> commands() {
      return List.of(
          Command.named("wait")
              .arity(1)
              .handledBy(call -> call.await(new WaitingCommands()))
              .build(),
          Command.named("subscribe").arity(1).handledBy(WaitingCommands::subscribe).build());
    }

    private static CompletableFuture<?> subscribe(Call call) {
      call.client().pushes(new WaitingCommands());
      call.out().simple("OK");
      return Call.DONE;
    }

    @Override
    public Duration timeout() {
      return Duration.ZERO;
    }

    @Override
    public CompletableFuture<Boolean> attempt(Call call) {
      return CompletableFuture.completedFuture(false);
    }

    @Override
    public void timedOut(Call call) {
      call.out().nilArray();
    }

    @Override
    public int subscriptions() {
      return 3;
    }

    @Override
    public int patterns() {
      return 1;
    }

    @Override
    public void drain(RespWriter out, int bytesMax) {}

    @Override
    public void close() {}
  }
}
