package dev.rollcall.edge.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.HttpFixture;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.api.ApiFixture.Reply;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Following by server-sent events, byte by byte. */
class EventStreamIT {
  private static final ApiFixture API = new ApiFixture();

  @BeforeEach
  void empty() {
    API.reset();
  }

  @AfterAll
  static void close() {
    API.close();
  }

  /** A client that reads only when it is told to. */
  private record Stream(Socket socket, BufferedReader lines) implements AutoCloseable {
    static Stream open(URI uri, String... headers) throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
      socket.setSoTimeout(10_000);
      String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
      List<String> request = new ArrayList<>();
      request.add("GET " + target + " HTTP/1.1");
      request.add("Host: 127.0.0.1:" + uri.getPort());
      request.addAll(List.of(headers));
      String text = String.join("\r\n", request) + "\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new Stream(
          socket,
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** The status line and the headers. */
    List<String> head() throws IOException {
      List<String> head = new ArrayList<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        head.add(line);
      }
      return head;
    }

    /** One chunk, which is one block of events or a comment. */
    String chunk() throws IOException {
      int length = Integer.parseInt(line(), 16);
      char[] chars = new char[length];
      int read = 0;
      while (read < length) {
        read += lines.read(chars, read, length - read);
      }
      assertThat(line()).isEmpty();
      return new String(chars);
    }

    private String line() throws IOException {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the stream ended");
      }
      return line;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static Stream follow(String query, String... headers) throws IOException {
    return Stream.open(API.http.uri("/api/topics/news/follow" + query), headers);
  }

  private static String event(String id, String text) {
    return "id: "
        + id
        + "\ndata: {\"id\":\""
        + id
        + "\",\"fields\":{\"text\":\""
        + text
        + "\"}}\n\n";
  }

  @Test
  void eventsFollowTheCursor() throws Exception {
    API.topics.say("news", "a", "b\nc");
    try (Stream stream = follow("?from=1-1")) {
      assertThat(stream.head())
          .contains("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Cache-Control: no-store")
          .contains("X-Accel-Buffering: no");
      assertThat(stream.chunk()).isEqualTo("retry: 2000\nid: 1-1\n\n");
      assertThat(stream.chunk()).isEqualTo(event("1-2", "b\\nc"));
      API.topics.say("news", "d", "e");
      assertThat(stream.chunk()).isEqualTo(event("1-3", "d") + event("1-4", "e"));
    }
  }

  @Test
  void withoutCursorOnlyWhatIsNewComesAndTheBeginningIsNamed() throws Exception {
    API.topics.say("news", "old");
    try (Stream stream = follow("")) {
      stream.head();
      assertThat(stream.chunk()).isEqualTo("retry: 2000\nid: 1-1\n\n");
      API.topics.say("news", "new");
      assertThat(stream.chunk()).isEqualTo(event("1-2", "new"));
    }
  }

  @Test
  void lastEventIdGoesBeforeTheAddress() throws Exception {
    API.topics.say("news", "a", "b", "c");
    try (Stream stream = follow("?from=0", "Last-Event-ID: 1-2")) {
      stream.head();
      stream.chunk();
      assertThat(stream.chunk()).isEqualTo(event("1-3", "c"));
    }
    try (Stream stream = follow("", "Last-Event-ID: yesterday")) {
      assertThat(stream.head().get(0)).contains("400");
    }
  }

  @Test
  void trimmedMessagesAreNamedInTheirPlace() throws Exception {
    List<MessageId> ids = API.topics.say("news", "a", "b", "c");
    API.topics.trim("news", ids.get(1));
    try (Stream stream = follow("?from=1-0")) {
      stream.head();
      stream.chunk();
      assertThat(stream.chunk())
          .isEqualTo("event: TRIMMED\nid: 1-2\ndata: TRIMMED 1-0 1-2\n\n" + event("1-3", "c"));
    }
  }

  @Test
  void clientThatDoesNotReadHoldsOnePageAndLosesNothing() throws Exception {
    String text = "x".repeat(10_000);
    int count = 5_000;
    String[] texts = new String[count];
    Arrays.fill(texts, text);
    API.topics.say("news", texts);
    try (Stream stream = follow("?from=0")) {
      await()
          .pollDelay(Duration.ofMillis(500))
          .until(
              () -> {
                long before = API.topics.bytesRead();
                return before > 0 && settled(before);
              });
      // What the sockets of both sides take, and a page.
      assertThat(API.topics.bytesRead()).isLessThan(20_000_000);
      stream.head();
      stream.chunk();
      int seen = 0;
      while (seen < count) {
        for (String line : stream.chunk().split("\n", -1)) {
          if (line.startsWith("id: ")) {
            seen++;
            assertThat(line).isEqualTo("id: 1-" + seen);
          }
        }
      }
    }
  }

  private static boolean settled(long before) {
    return await()
        .during(Duration.ofMillis(300))
        .until(API.topics::bytesRead, read -> read >= before)
        .equals(before);
  }

  @Test
  void headIsAnsweredWithoutFollowing() throws Exception {
    Reply reply =
        API.send(
            API.request("/api/topics/news/follow")
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.type()).isEqualTo("text/event-stream");
    await().until(() -> API.topics.followers() == 0);
  }

  @Test
  void silenceIsBrokenByCommentsUntilTheClientGoes() throws Exception {
    try (HttpFixture http =
        new HttpFixture("", system -> with(new EventStream(API.topics, Duration.ofMillis(50))))) {
      try (Stream stream = Stream.open(http.uri("/"))) {
        stream.head();
        stream.chunk();
        assertThat(stream.chunk()).isEqualTo(":\n\n");
        assertThat(stream.chunk()).isEqualTo(":\n\n");
        assertThat(API.topics.followers()).isEqualTo(1);
      }
      await().until(() -> API.topics.followers() == 0);
    }
    assertThat(EventStream.HEARTBEAT).isEqualTo(Duration.ofSeconds(15));
  }

  private static Handler with(EventStream events) {
    return exchange ->
        events.handle(
            new Exchange(
                exchange.request(),
                exchange.target(),
                exchange.client(),
                Map.of("topic", "news".getBytes(StandardCharsets.UTF_8)),
                exchange.stopping()));
  }

  @Test
  void stopEndsTheStream() throws Exception {
    try (ApiFixture api = new ApiFixture();
        Stream stream = Stream.open(api.http.uri("/api/topics/news/follow"))) {
      stream.head();
      stream.chunk();
      var drained = api.http.drain(Duration.ofSeconds(10));
      assertThat(stream.lines().lines().toList()).isEqualTo(List.of("0", ""));
      drained.receiveMessage(Duration.ofSeconds(10));
      assertThat(api.topics.followers()).isZero();
    }
  }
}
