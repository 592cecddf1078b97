package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.broadcast.Channels;
import dev.rollcall.edge.EdgeFixture.Client;
import dev.rollcall.edge.resp.Clients;
import dev.rollcall.edge.resp.CommandTable;
import dev.rollcall.edge.resp.ConnectionCommands;
import dev.rollcall.edge.resp.Listeners;
import dev.rollcall.edge.resp.PubSubCommands;
import dev.rollcall.edge.resp.RespServer;
import dev.rollcall.edge.resp.Statistics;
import dev.rollcall.wire.Glob;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Channels over sockets, in both versions of RESP. */
class PubSubIT {
  private final EdgeFixture fixture = new EdgeFixture("resp", "");
  private final List<Client> clients = new ArrayList<>();
  private EdgeFixture.Running running;

  @BeforeEach
  void listen() {
    CompletableFuture<Channels> channels = new CompletableFuture<>();
    fixture.kit.spawn(
        Behaviors.setup(
            context -> {
              channels.complete(Channels.start(context, pattern -> Glob.of(pattern)::matches));
              return Behaviors.empty();
            }));
    CommandTable table = new CommandTable();
    table.add(new ConnectionCommands().commands());
    table.add(new PubSubCommands(table, channels.join()).commands());
    running =
        fixture.plain(
            RespServer.of(
                fixture.settings(), table, new Clients(), new Statistics(), new Listeners()));
  }

  @AfterEach
  void stop() throws IOException {
    for (Client client : clients) {
      client.close();
    }
    fixture.close();
  }

  private Client connect() throws IOException {
    Client client = running.connect();
    clients.add(client);
    return client;
  }

  private Client connect3() throws IOException {
    Client client = connect();
    client.send("HELLO 3\r\n");
    String end = "$7\r\nmodules\r\n*0\r\n";
    StringBuilder hello = new StringBuilder();
    while (!hello.toString().endsWith(end)) {
      hello.append(client.read("x"));
    }
    return client;
  }

  private static void exchange(Client client, String request, String reply) throws IOException {
    client.send(request + "\r\n");
    assertThat(client.read(reply)).isEqualTo(reply);
  }

  private static void receive(Client client, String reply) throws IOException {
    assertThat(client.read(reply)).isEqualTo(reply);
  }

  private static String bulk(String text) {
    return "$" + text.length() + "\r\n" + text + "\r\n";
  }

  private static String confirmation(String marker, String word, String name, int count) {
    return marker + "3\r\n" + bulk(word) + bulk(name) + ":" + count + "\r\n";
  }

  private static String message(String marker, String channel, String text) {
    return marker + "3\r\n" + bulk("message") + bulk(channel) + bulk(text);
  }

  @Test
  void oldProtocolHasArrays() throws IOException {
    Client subscriber = connect();
    exchange(
        subscriber,
        "SUBSCRIBE a b a",
        confirmation("*", "subscribe", "a", 1)
            + confirmation("*", "subscribe", "b", 2)
            + confirmation("*", "subscribe", "a", 2));
    exchange(subscriber, "PSUBSCRIBE [ax]*", confirmation("*", "psubscribe", "[ax]*", 3));
    Client publisher = connect();
    exchange(publisher, "PUBLISH a hello", ":2\r\n");
    exchange(publisher, "PUBLISH xyz \"\"", ":1\r\n");
    exchange(publisher, "PUBLISH nobody hello", ":0\r\n");
    receive(
        subscriber,
        message("*", "a", "hello")
            + ("*4\r\n" + bulk("pmessage") + bulk("[ax]*") + bulk("a") + bulk("hello"))
            + ("*4\r\n" + bulk("pmessage") + bulk("[ax]*") + bulk("xyz") + bulk("")));
  }

  @Test
  void oldProtocolAllowsFewCommandsWhileSubscribed() throws IOException {
    Client client = connect();
    exchange(client, "PING", "+PONG\r\n");
    exchange(client, "SUBSCRIBE a", confirmation("*", "subscribe", "a", 1));
    exchange(client, "PING", "*2\r\n$4\r\npong\r\n$0\r\n\r\n");
    exchange(client, "PING x", "*2\r\n$4\r\npong\r\n$1\r\nx\r\n");
    exchange(
        client,
        "PUBLISH a b",
        "-ERR Can't execute 'publish': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
            + " are allowed in this context\r\n");
    exchange(client, "UNSUBSCRIBE", confirmation("*", "unsubscribe", "a", 0));
    exchange(client, "PING", "+PONG\r\n");
    exchange(client, "PUBLISH a b", ":0\r\n");
  }

  @Test
  void unsubscribingNeverFails() throws IOException {
    Client client = connect();
    exchange(client, "UNSUBSCRIBE", "*3\r\n" + bulk("unsubscribe") + "$-1\r\n:0\r\n");
    exchange(client, "PUNSUBSCRIBE", "*3\r\n" + bulk("punsubscribe") + "$-1\r\n:0\r\n");
    exchange(client, "UNSUBSCRIBE a", confirmation("*", "unsubscribe", "a", 0));
    exchange(client, "PSUBSCRIBE a", confirmation("*", "psubscribe", "a", 1));
    exchange(client, "UNSUBSCRIBE a", confirmation("*", "unsubscribe", "a", 1));
    exchange(client, "UNSUBSCRIBE", "*3\r\n" + bulk("unsubscribe") + "$-1\r\n:1\r\n");
    Client third = connect3();
    exchange(third, "UNSUBSCRIBE", ">3\r\n" + bulk("unsubscribe") + "_\r\n:0\r\n");
  }

  @Test
  void newProtocolPushesBesidesReplies() throws IOException {
    Client client = connect3();
    exchange(client, "SUBSCRIBE a", confirmation(">", "subscribe", "a", 1));
    exchange(client, "PING", "+PONG\r\n");
    // What a client says to itself comes before the answer.
    exchange(client, "PUBLISH a one", message(">", "a", "one") + ":1\r\n");
    exchange(
        client,
        "PUBLISH a two\r\nPUBLISH a three\r\nUNSUBSCRIBE a",
        message(">", "a", "two")
            + ":1\r\n"
            + message(">", "a", "three")
            + ":1\r\n"
            + confirmation(">", "unsubscribe", "a", 0));
  }

  @Test
  void namesAndMessagesAreAnyBytes() throws IOException {
    String name = "\0\r\n\u00ff";
    Client subscriber = connect3();
    exchange(
        subscriber,
        "*2\r\n" + bulk("SUBSCRIBE") + bulk(name).stripTrailing(),
        confirmation(">", "subscribe", name, 1));
    exchange(connect(), "*3\r\n" + bulk("PUBLISH") + bulk(name) + "$3\r\n\r\n\0", ":1\r\n");
    receive(subscriber, message(">", name, "\r\n\0"));
  }

  @Test
  void pubsubTellsWhoIsSubscribed() throws IOException {
    Client client = connect3();
    client.send("SUBSCRIBE alpha beta\r\nPSUBSCRIBE x* y*\r\n");
    Client other = connect();
    other.send("SUBSCRIBE beta\r\nPSUBSCRIBE x*\r\n");
    receive(other, confirmation("*", "subscribe", "beta", 1));
    receive(other, confirmation("*", "psubscribe", "x*", 2));
    receive(client, confirmation(">", "subscribe", "alpha", 1));
    Client asking = connect();
    exchange(asking, "PUBSUB CHANNELS", "*2\r\n" + bulk("alpha") + bulk("beta"));
    exchange(asking, "PUBSUB CHANNELS b*", "*1\r\n" + bulk("beta"));
    exchange(
        asking,
        "PUBSUB NUMSUB beta alpha gamma",
        "*6\r\n" + bulk("beta") + ":2\r\n" + bulk("alpha") + ":1\r\n" + bulk("gamma") + ":0\r\n");
    exchange(asking, "PUBSUB NUMSUB", "*0\r\n");
    await()
        .atMost(EdgeFixture.PATIENCE)
        .untilAsserted(() -> exchange(asking, "PUBSUB NUMPAT", ":2\r\n"));
    exchange(asking, "PUBSUB", "-ERR wrong number of arguments for 'pubsub' command\r\n");
    exchange(
        asking,
        "PUBSUB CHANNELS a b",
        "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.\r\n");
    exchange(asking, "PUBSUB NOPE", "-ERR unknown subcommand 'NOPE'. Try PUBSUB HELP.\r\n");
    other.close();
    await()
        .atMost(EdgeFixture.PATIENCE)
        .untilAsserted(() -> exchange(asking, "PUBSUB NUMSUB beta", "*2\r\n$4\r\nbeta\r\n:1\r\n"));
  }

  @Test
  void tooLongANameIsRefusedAfterWhatWasConfirmed() throws IOException {
    Client client = connect3();
    String pattern = "p".repeat(Glob.BYTES_MAX + 1);
    exchange(
        client,
        "PSUBSCRIBE a " + pattern,
        confirmation(">", "psubscribe", "a", 1) + "-ERR a pattern may have at most 256 bytes\r\n");
    exchange(client, "PING", "+PONG\r\n");
  }

  @Test
  void thoseOfAThousandSubscribersWhoNeverReadAreCutOffAndNobodyElse() throws Exception {
    int count = 1000;
    int silent = 50;
    int watching = 60;
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket();
      if (i < silent) {
        socket.setReceiveBufferSize(4096);
      }
      socket.connect(running.address());
      Client client = new Client(socket);
      clients.add(client);
      exchange(client, "SUBSCRIBE news", confirmation("*", "subscribe", "news", 1));
      if (i < watching) {
        exchange(client, "SUBSCRIBE films", confirmation("*", "subscribe", "films", 2));
      }
    }
    List<Client> readers = List.copyOf(clients.subList(silent, watching));
    Client publisher = connect();
    String film = "x".repeat(128 << 10);
    int receivers = watching;
    for (int i = 0; receivers > watching - silent; i++) {
      assertThat(i).as("messages until all who do not read are cut off").isLessThan(200);
      publisher.send("*3\r\n" + bulk("PUBLISH") + bulk("films") + bulk(film));
      String reply = "";
      while (!reply.endsWith("\n")) {
        reply += publisher.read("x");
      }
      receivers = Integer.parseInt(reply.strip().substring(1));
      for (Client reader : readers) {
        receive(reader, message("*", "films", film));
      }
    }
    exchange(publisher, "PUBLISH news late", ":" + (count - silent) + "\r\n");
    for (Client client : clients.subList(silent, count)) {
      receive(client, message("*", "news", "late"));
    }
    for (Client client : clients.subList(0, silent)) {
      await().atMost(EdgeFixture.PATIENCE).until(() -> isCut(client));
    }
  }

  /** Whether the server has ended the connection; what it had sent before is read first. */
  private static boolean isCut(Client client) {
    try {
      return client.socket().getInputStream().read(new byte[1 << 16]) < 0;
    } catch (IOException e) {
      return true;
    }
  }
}
