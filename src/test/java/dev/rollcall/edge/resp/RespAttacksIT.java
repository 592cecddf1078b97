package dev.rollcall.edge.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.edge.RespFixture;
import dev.rollcall.edge.RespSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile clients send: it is answered or closed, takes little memory, and nothing breaks. */
class RespAttacksIT {
  private static final AtomicInteger WRITES = new AtomicInteger();

  private static final RespFixture SERVER =
      new RespFixture(
          "rollcall.limits { write-timeout = 2s, frame-timeout = 1s }",
          server -> new ConnectionCommands().commands(),
          server -> new ClientCommands(server.table(), server.clients()).commands(),
          server -> new CommandCommands(server.table()).commands(),
          server ->
              new ConfigCommands(server.table(), server.statistics(), server.listeners(), 1000)
                  .commands(),
          server -> new SlowLogCommands(server.table(), server.statistics()).commands(),
          server -> List.of(write()));

  private static Command write() {
    return Command.named("write")
        .arity(-1)
        .handledBy(
            call -> {
              WRITES.incrementAndGet();
              call.out().simple("OK");
              return Call.DONE;
            })
        .build();
  }

  @AfterAll
  static void close() {
    SERVER.close();
  }

  private static void expectAlive() throws IOException {
    try (RespSocket client = SERVER.connect()) {
      assertThat(client.ask("PING")).isEqualTo("+PONG|");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*2147483647\r\n",
        "*1048577\r\n",
        "*-9223372036854775809\r\n",
        "*1\r\n$-2\r\n",
        "*1\r\n$2147483647\r\n",
        "*1\r\n$1048577\r\n",
        "*1\r\n+PING\r\n",
        "*9\r\n$1048576\r\n*\r\n",
        "\"",
        "'\n",
      })
  void whatCannotBeIsAnErrorAndTheEnd(String bytes) throws IOException {
    try (RespSocket client = SERVER.connect()) {
      client.sendRaw("PING\r\n" + bytes);
      client.socket().shutdownOutput();
      assertThat(client.readAll()).matches("(?s)\\+PONG\\|(-ERR Protocol error: .*\\|)?");
    }
    expectAlive();
  }

  /** Had each its arguments' places made, they alone would take 4 GB. */
  @Test
  void announcedLengthsTakeNoMemory() throws IOException {
    List<RespSocket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        RespSocket client = SERVER.connect();
        clients.add(client);
        client.sendRaw("PING\r\n*1048576\r\n$1048576\r\n");
        assertThat(client.read()).isEqualTo("+PONG|");
      }
      expectAlive();
    } finally {
      for (RespSocket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aRequestThatIsNotFinishedIsNotWaitedForForEver() throws IOException {
    try (RespSocket client = SERVER.connect()) {
      client.sendRaw("*2\r\n$4\r\nECHO\r\n$1000000\r\nx");
      assertThat(client.readAll()).isEqualTo("-ERR a frame was not finished within 1000 ms|");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nwrite\r\n",
        "GET /write HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n*1\r\n$5\r\nwrite\r\n",
        "\r\n\r\nPUT /a HTTP/1.0\r\n\r\nwrite\r\n",
      })
  void nothingThatABrowserSendsIsCarriedOut(String bytes) throws IOException {
    int before = WRITES.get();
    try (RespSocket client = SERVER.connect()) {
      client.sendRaw(bytes);
      assertThat(client.readAll()).isEmpty();
    }
    assertThat(WRITES).hasValue(before);
    expectAlive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X",
        "NOPE X",
        "CLIENT X",
        "CLIENT SETNAME X",
        "CLIENT SETINFO LIB-NAME X",
        "CLIENT SETINFO X 1",
        "CLIENT LIST TYPE X",
        "CLIENT KILL X",
        "CLIENT KILL USER X",
        "HELLO X",
        "HELLO 3 X",
        "HELLO 3 AUTH X X",
        "AUTH X X",
        "SELECT X",
        "CONFIG SET X 1",
        "CONFIG SET slowlog-max-len X",
        "CONFIG X",
        "COMMAND GETKEYS X 1",
        "SLOWLOG X",
        "SLOWLOG GET X",
      })
  void noReplyIsForgedByWhatIsQuoted(String request) throws IOException {
    String forged = "a\r\n+FORGED\r\n$3\r\nb";
    try (RespSocket client = SERVER.connect()) {
      String[] arguments = request.split(" ");
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = arguments[i].equals("X") ? forged : arguments[i];
      }
      assertThat(client.ask(arguments)).startsWith("-").doesNotContain("\n");
      assertThat(client.ask("PING")).isEqualTo("+PONG|");
    }
  }

  @Test
  void aFloodWhoseRepliesNobodyReadsIsNotTakenUp() throws IOException {
    byte[] request = ("ECHO " + "x".repeat(1000) + "\r\n").getBytes(ISO_8859_1);
    long most = 64L << 20;
    try (Socket flood = new Socket(SERVER.address().getAddress(), SERVER.address().getPort())) {
      OutputStream out = flood.getOutputStream();
      long[] sent = new long[1];
      assertThatThrownBy(
              () -> {
                for (; sent[0] < most; sent[0] += request.length) {
                  out.write(request);
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(sent[0]).isLessThan(most / 2);
    }
    expectAlive();
  }

  @Test
  void patternsThatMatchSlowlyElsewhereDoNotHere() throws IOException {
    try (RespSocket client = SERVER.connect()) {
      assertThat(client.ask("CONFIG", "GET", "*a".repeat(127) + "b")).isEqualTo("*0|");
      assertThat(client.ask("COMMAND", "LIST", "FILTERBY", "PATTERN", "[a-z]*".repeat(42) + "!"))
          .isEqualTo("*0|");
      assertThat(client.ask("CONFIG", "GET", "a*".repeat(5000)))
          .isEqualTo("-ERR a pattern may have at most 256 bytes|");
    }
  }
}
