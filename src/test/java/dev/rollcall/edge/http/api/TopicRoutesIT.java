package dev.rollcall.edge.http.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.edge.http.api.ApiFixture.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics over HTTP: appending and history. */
class TopicRoutesIT {
  private static final ApiFixture API = new ApiFixture();

  @BeforeEach
  void empty() {
    API.reset();
  }

  @AfterAll
  static void close() {
    API.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain; charset=utf-8",
        "",
        "application/x-www-form-urlencoded"
      })
  void textIsAppended(String type) throws Exception {
    var request = API.request("/api/topics/news").POST(BodyPublishers.ofString("häll=o\n"));
    Reply reply = API.send(type.isEmpty() ? request : request.header("Content-Type", type));
    assertThat(reply.text()).isEqualTo("{\"id\":\"1-1\"}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(API.get("/api/topics/news").text())
        .isEqualTo(
            "{\"messages\":[{\"id\":\"1-1\",\"fields\":{\"text\":\"häll=o\\n\"}}],\"next\":\"1-1\"}");
  }

  @Test
  void answerWaitsUntilTheMessageIsDurable() throws Exception {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    API.topics.acknowledgeAfter(durable);
    CompletableFuture<Reply> reply =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return API.post("/api/topics/news", "text/plain", "hello");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(reply.copy().orTimeout(300, TimeUnit.MILLISECONDS))
        .failsWithin(java.time.Duration.ofSeconds(5));
    durable.complete(null);
    assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"z\":\"1\",\"a\":\"2\"}",
        "{\"\":\"\"}",
        "{\"k\":{\"base64\":\"//4=\"}}",
        "[[\"k\",\"1\"],[\"k\",\"2\"]]",
        "[[{\"base64\":\"/w==\"},\"v\"]]",
        "{\"text\":\"\\u0000\\u2028 \\\" \\\\ 😀\"}",
      })
  void fieldsComeBackAsTheyWereSent(String fields) throws Exception {
    assertThat(API.post("/api/topics/news", "application/json", fields).status()).isEqualTo(200);
    assertThat(API.get("/api/topics/news").text())
        .isEqualTo("{\"messages\":[{\"id\":\"1-1\",\"fields\":" + fields + "}],\"next\":\"1-1\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | '' | at least one byte",
        "application/json | '' | The body is empty",
        "application/json | {} | at least one field",
        "application/json | [] | at least one field",
        "application/json | \"text\" | it begins with something else (line 1, column 1)",
        "application/json | {\"a\":1} | neither a string nor {\"base64\":\"…\"} (line 1, column 6)",
        "application/json | {\"a\":{\"b\":\"c\"}} | neither a string nor",
        "application/json | {\"a\":\"1\",\"a\":\"2\"} | a name stands twice",
        "application/json | [[\"a\"]] | neither a string nor",
        "application/json | [[\"a\",\"b\",\"c\"]] | more than a name and a value",
        "application/json | {\"a\":\"\\ud800\"} | half of a surrogate pair",
        "application/json | {\"a\":\"1\" | line 1, column",
      })
  void bodyThatIsNoMessageIsRefused(String type, String body, String detail) throws Exception {
    Reply reply = API.post("/api/topics/news", type, body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail()).contains(detail);
    assertThat(API.topics.texts("news")).isEmpty();
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws Exception {
    Reply reply =
        API.send(
            API.request("/api/topics/news")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofByteArray("ü".getBytes(ISO_8859_1))));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("code").asText()).isEqualTo("BAD-ENCODING");
  }

  @Test
  void messageLongerThanTheLimitIsRefusedInAnyTransferCoding() throws Exception {
    byte[] tooLong = new byte[(1 << 20) + 1];
    var chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(tooLong));
    assertThat(API.send(API.request("/api/topics/news").POST(chunked)).status()).isEqualTo(413);
    assertThat(API.post("/api/topics/news", "text/plain", "x".repeat(tooLong.length)).status())
        .isEqualTo(413);
    assertThat(API.post("/api/topics/news", "text/plain", "x".repeat(1 << 20)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACK", "a%20b", "%FF", "a%0Ab"})
  void nameThatNoTopicCanHaveIsRefusedWithTheRule(String name) throws Exception {
    for (String rest : List.of("", "/info", "/follow")) {
      Reply reply = API.get("/api/topics/" + name + rest);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.detail()).contains("1 to 255 bytes");
    }
    assertThat(API.post("/api/topics/" + name, "text/plain", "x").status()).isEqualTo(400);
  }

  @Test
  void nameOfATopicMayHaveASlash() throws Exception {
    API.post("/api/topics/a%2Fb", "text/plain", "x");
    assertThat(API.get("/api/topics").text()).isEqualTo("{\"topics\":[\"a/b\"]}");
    assertThat(API.get("/api/topics/a/b").status()).isEqualTo(404);
  }

  @Test
  void appendSentTwiceUnderOneKeyIsOneAppend() throws Exception {
    assertThat(keyed("\"a b;\\\"\"", "hello").text()).isEqualTo("{\"id\":\"1-1\"}");
    assertThat(keyed("\"a b;\\\"\"", "hello").text()).isEqualTo("{\"id\":\"1-1\"}");
    assertThat(keyed("\"other\"", "hello").text()).isEqualTo("{\"id\":\"1-2\"}");
    assertThat(keyed("other", "hello").text()).isEqualTo("{\"id\":\"1-2\"}");
    assertThat(API.topics.texts("news")).containsExactly("hello", "hello");
  }

  @Test
  void keyOfAnotherMessageIsRefused() throws Exception {
    keyed("k", "one");
    Reply reply = keyed("k", "two");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.detail()).contains("1-1");
    assertThat(API.topics.texts("news")).containsExactly("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"unfinished", "a,b", "\"\"", "two words"})
  void keyThatIsNoneIsRefused(String key) throws Exception {
    assertThat(keyed(key, "x").status()).isEqualTo(400);
    assertThat(keyed("k".repeat(129), "x").status()).isEqualTo(400);
    assertThat(keyed("k".repeat(128), "x").status()).isEqualTo(200);
  }

  private Reply keyed(String key, String text) throws Exception {
    return API.send(
        API.request("/api/topics/news")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(text)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'a b c d', 1-4",
    "?from=0, 'a b c d', 1-4",
    "?from=1-2, 'c d', 1-4",
    "?from=1-2&count=1, c, 1-3",
    "?from=1-4, '', 1-4",
    "?from=9-9, '', 9-9",
    "?reverse=true, 'd c b a', 1-1",
    "?reverse=true&count=2, 'd c', 1-3",
    "?reverse=true&from=1-3, 'b a', 1-1",
    "?reverse=true&from=1-1, '', 1-1",
  })
  void historyGoesOnFromTheCursor(String query, String texts, String next) throws Exception {
    API.topics.say("news", "a", "b", "c", "d");
    JsonNode page = API.get("/api/topics/news" + query).json();
    List<String> found = new ArrayList<>();
    page.path("messages").forEach(m -> found.add(m.path("fields").path("text").asText()));
    assertThat(String.join(" ", found)).isEqualTo(texts);
    assertThat(page.path("next").asText()).isEqualTo(next);
    assertThat(page.has("trimmed")).isFalse();
  }

  @Test
  void cursorOlderThanWhatIsKeptIsTold() throws Exception {
    List<MessageId> ids = API.topics.say("news", "a", "b", "c");
    API.topics.trim("news", ids.get(1));
    assertThat(API.get("/api/topics/news?from=1-0").text())
        .isEqualTo(
            "{\"messages\":[{\"id\":\"1-3\",\"fields\":{\"text\":\"c\"}}],\"next\":\"1-3\","
                + "\"trimmed\":{\"from\":\"1-0\",\"to\":\"1-2\"}}");
    assertThat(API.get("/api/topics/news").json().has("trimmed")).isFalse();
    API.topics.trim("news", ids.get(2));
    assertThat(API.get("/api/topics/news?from=1-0").text())
        .isEqualTo(
            "{\"messages\":[],\"next\":\"1-3\",\"trimmed\":{\"from\":\"1-0\",\"to\":\"1-3\"}}");
  }

  @Test
  void longHistoryIsReadInPartsAndLosesNothing() throws Exception {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      messages.add(Message.text((i + "-" + "x".repeat(100)).getBytes(UTF_8)));
    }
    API.topics.say("news", messages);
    List<String> forwards = walk("&count=10000", "from=0");
    assertThat(forwards)
        .containsExactlyElementsOf(
            messages.stream().map(message -> new String(message.text(), UTF_8)).toList());
    List<String> backwards = walk("&reverse=true&count=7", "from=1-50");
    Collections.reverse(backwards);
    assertThat(backwards).isEqualTo(forwards.subList(0, 49));
  }

  @Test
  void historyOfLargeMessagesIsBoundedAndGoesOn() throws Exception {
    List<Message> messages =
        new ArrayList<>(Collections.nCopies(20, Message.text(new byte[1 << 20])));
    API.topics.say("news", messages);
    JsonNode first = API.get("/api/topics/news").json();
    assertThat(first.path("messages").size()).isEqualTo(8);
    assertThat(first.path("next").asText()).isEqualTo("1-8");
    assertThat(walk("", "from=0")).hasSize(20);
  }

  private List<String> walk(String parameters, String first) throws Exception {
    List<String> texts = new ArrayList<>();
    String from = first;
    while (true) {
      JsonNode page = API.get("/api/topics/news?" + from + parameters).json();
      if (page.path("messages").isEmpty()) {
        return texts;
      }
      page.path("messages").forEach(m -> texts.add(m.path("fields").path("text").asText()));
      from = "from=" + page.path("next").asText();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "from=x, milliseconds-sequence",
    "from=, milliseconds-sequence",
    "from=1-2-3, milliseconds-sequence",
    "count=0, 1 to 10000",
    "count=10001, 1 to 10000",
    "count=many, 1 to 10000",
    "reverse=yes, true or false",
  })
  void badParameterIsRefusedWithWhatItMayBe(String query, String detail) throws Exception {
    Reply reply = API.get("/api/topics/news?" + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail()).contains(query.substring(0, query.indexOf(61))).contains(detail);
  }

  @Test
  void topicsAreNamedAndDescribed() throws Exception {
    API.topics.say("b", "x", "y");
    API.topics.say("a", "x");
    assertThat(API.get("/api/topics").text()).isEqualTo("{\"topics\":[\"a\",\"b\"]}");
    JsonNode info = API.get("/api/topics/b/info").json();
    assertThat(info.path("name").asText()).isEqualTo("b");
    assertThat(info.path("count").asInt()).isEqualTo(2);
    assertThat(info.path("last").asText()).isEqualTo("1-2");
    assertThat(API.get("/api/topics/none/info").json().path("last").asText()).isEqualTo("0-0");
  }

  @Test
  void refusedAppendSaysWhy() throws Exception {
    API.topics.fail(new UserError(ErrorCode.STORE_FULL, "the disk is full"));
    Reply reply = API.post("/api/topics/news", "text/plain", "x");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().path("code").asText()).isEqualTo("STORE-FULL");
  }
}
