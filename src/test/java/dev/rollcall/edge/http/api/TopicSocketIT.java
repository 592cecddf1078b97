package dev.rollcall.edge.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.http.api.ApiFixture.Reply;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Following over WebSockets. */
class TopicSocketIT {
  private static final ApiFixture API = new ApiFixture();

  @BeforeEach
  void empty() {
    API.reset();
  }

  @AfterAll
  static void close() {
    API.close();
  }

  /** What a client hears, in order: frames, {@code pong TEXT}, {@code closed CODE}. */
  private static final class Ear implements WebSocket.Listener {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        heard.add(partial.toString());
        partial.setLength(0);
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      heard.add("pong " + StandardCharsets.UTF_8.decode(message));
      return WebSocket.Listener.super.onPong(socket, message);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.add("closed " + code);
      return WebSocket.Listener.super.onClose(socket, code, reason);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      heard.add("broken");
    }

    String next() throws InterruptedException {
      return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
    }
  }

  private static WebSocket open(String path, Ear ear) {
    URI uri = API.http.uri(path);
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws" + uri.toString().substring(4)), ear)
        .join();
  }

  private static String json(String id, String text) {
    return "{\"id\":\"" + id + "\",\"fields\":{\"text\":\"" + text + "\"}}";
  }

  @Test
  void eachMessageAfterTheCursorIsOneFrame() throws Exception {
    API.topics.say("news", "a", "b\nc", "😀");
    Ear ear = new Ear();
    WebSocket socket = open("/ws/topics/news?from=1-1", ear);
    assertThat(ear.next()).isEqualTo(json("1-2", "b\\nc"));
    API.topics.say("news", "d");
    assertThat(ear.next()).startsWith("{\"id\":\"1-3\"");
    assertThat(ear.next()).isEqualTo(json("1-4", "d"));
    socket.abort();
  }

  @Test
  void withoutCursorOnlyWhatIsNewComes() throws Exception {
    API.topics.say("news", "old");
    Ear ear = new Ear();
    WebSocket socket = open("/ws/topics/news", ear);
    await().until(() -> API.topics.followers() == 1);
    API.topics.say("news", "new");
    assertThat(ear.next()).isEqualTo(json("1-2", "new"));
    socket.abort();
  }

  @Test
  void trimmedMessagesAreNamedInTheirPlace() throws Exception {
    List<MessageId> ids = API.topics.say("news", "a", "b", "c");
    API.topics.trim("news", ids.get(1));
    Ear ear = new Ear();
    WebSocket socket = open("/ws/topics/news?from=1-0", ear);
    assertThat(ear.next()).isEqualTo("TRIMMED 1-0 1-2");
    assertThat(ear.next()).isEqualTo(json("1-3", "c"));
    socket.abort();
  }

  @Test
  void manyAndLongMessagesComeInOrder() throws Exception {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      messages.add(Message.text(("m" + i).getBytes(StandardCharsets.UTF_8)));
    }
    messages.add(Message.text("x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8)));
    API.topics.say("news", messages);
    Ear ear = new Ear();
    WebSocket socket = open("/ws/topics/news?from=0", ear);
    for (int i = 0; i < 20_000; i++) {
      assertThat(ear.next()).isEqualTo(json("1-" + (i + 1), "m" + i));
    }
    assertThat(ear.next()).hasSizeGreaterThan(1 << 20).endsWith("xx\"}}");
    socket.abort();
  }

  @Test
  void requestWithoutUpgradeIsToldToUpgrade() throws Exception {
    Reply reply = API.get("/ws/topics/news");
    assertThat(reply.status()).isEqualTo(426);
    assertThat(reply.type()).isEqualTo("application/problem+json");
    assertThat(reply.header("Upgrade")).isEqualTo("websocket");
    assertThat(reply.header("Sec-WebSocket-Version")).isEqualTo("13");
  }

  @Test
  void badCursorOrNameRefusesTheHandshake() {
    for (String path : List.of("/ws/topics/news?from=x", "/ws/topics/ACK")) {
      assertThatThrownBy(() -> open(path, new Ear()))
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              e -> assertThat(e.getResponse().statusCode()).isEqualTo(400));
    }
  }

  @Test
  void extensionIsNotAgreedTo() throws Exception {
    try (RawSocket raw = RawSocket.open("/ws/topics/news", "permessage-deflate")) {
      assertThat(raw.head()).startsWith("HTTP/1.1 101 ").doesNotContain("Extensions");
    }
  }

  @Test
  void whatTheClientSaysIsDroppedAndPingIsAnswered() throws Exception {
    Ear ear = new Ear();
    WebSocket socket = open("/ws/topics/news?from=0", ear);
    socket.sendText("hello", true).join();
    socket.sendBinary(ByteBuffer.allocate(200_000), true).join();
    socket.sendText("in ", false).join();
    socket.sendText("two", true).join();
    socket.sendPing(ByteBuffer.wrap("are you there".getBytes(StandardCharsets.UTF_8))).join();
    assertThat(ear.next()).isEqualTo("pong are you there");
    API.topics.say("news", "a");
    assertThat(ear.next()).isEqualTo(json("1-1", "a"));
    socket.abort();
  }

  @Test
  void messageLongerThanTheLimitEndsTheConnection() throws Exception {
    Ear ear = new Ear();
    WebSocket socket = open("/ws/topics/news?from=0", ear);
    for (int i = 0; i < 5; i++) {
      var unused =
          socket.sendBinary(ByteBuffer.allocate(100_000), false).exceptionally(e -> socket);
    }
    assertThat(ear.next()).matches("closed 10\\d\\d|broken");
    await().until(() -> API.topics.followers() == 0);
  }

  @Test
  void closingIsAnsweredAndTheClientForgotten() throws Exception {
    Ear ear = new Ear();
    WebSocket socket = open("/ws/topics/news", ear);
    await().until(() -> API.topics.followers() == 1);
    socket.sendClose(1000, "bye").join();
    assertThat(ear.next()).isEqualTo("closed 1000");
    await().until(() -> API.topics.followers() == 0);
  }

  @Test
  void clientThatVanishesIsForgotten() throws Exception {
    try (RawSocket raw = RawSocket.open("/ws/topics/news", "")) {
      raw.head();
      await().until(() -> API.topics.followers() == 1);
    }
    await().until(() -> API.topics.followers() == 0);
  }

  @Test
  void hundredsThatDoNotReadHoldAPageEach() throws Exception {
    List<Message> messages =
        new ArrayList<>(Collections.nCopies(10_000, Message.text(new byte[1_000])));
    API.topics.say("news", messages);
    int clients = 200;
    List<RawSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        RawSocket raw = RawSocket.open("/ws/topics/news?from=0", "");
        raw.head();
        sockets.add(raw);
      }
      await().until(() -> API.topics.followers() == clients);
      await()
          .during(Duration.ofMillis(500))
          .atMost(Duration.ofSeconds(20))
          .until(new Unchanged(API.topics::bytesRead));
      long each = API.topics.bytesRead() / clients;
      // 10 MB were to be had; what was taken fills the buffers of two sockets.
      assertThat(each).isLessThan(2_000_000);
      assertThat(sockets.get(clients - 1).frames(10_000)).isEqualTo(10_000);
    } finally {
      for (RawSocket raw : sockets) {
        raw.close();
      }
    }
    await().until(() -> API.topics.followers() == 0);
  }

  /** Whether a number is what it was when it was last looked at. */
  private static final class Unchanged implements Callable<Boolean> {
    private final LongSupplier number;
    private long before = -1;

    Unchanged(LongSupplier number) {
      this.number = number;
    }

    @Override
    public Boolean call() {
      long now = number.getAsLong();
      boolean same = now == before;
      before = now;
      return same;
    }
  }

  /** A client that reads only when it is told to. */
  private record RawSocket(Socket socket, DataInputStream in) implements AutoCloseable {
    static RawSocket open(String path, String extensions) throws IOException {
      URI uri = API.http.uri(path);
      Socket socket = new Socket();
      socket.setReceiveBufferSize(8 << 10);
      socket.connect(API.http.address());
      socket.setSoTimeout(20_000);
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: "
              + uri.getAuthority()
              + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
              + (extensions.isEmpty() ? "" : "Sec-WebSocket-Extensions: " + extensions + "\r\n")
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new RawSocket(
          socket, new DataInputStream(new BufferedInputStream(socket.getInputStream())));
    }

    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      return head.toString();
    }

    /** Reads so many text frames of the server. */
    int frames(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        assertThat(in.readUnsignedByte()).isEqualTo(0x81);
        int length = in.readUnsignedByte();
        if (length == 126) {
          length = in.readUnsignedShort();
        }
        assertThat(in.readNBytes(length)).hasSize(length);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
