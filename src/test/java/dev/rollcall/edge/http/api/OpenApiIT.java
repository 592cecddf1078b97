package dev.rollcall.edge.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.http.api.ApiFixture.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the document of the API to itself and to what is answered. */
class OpenApiIT {
  private static final ApiFixture API = new ApiFixture();
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeEach
  void fill() {
    API.reset();
    API.sets.with("names", "alice");
    API.topics.say("news", "hello");
  }

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void documentIsServed() throws Exception {
    Reply reply = API.get("/api/openapi.json");
    assertThat(reply.type()).isEqualTo("application/json");
    assertThat(reply.json()).isEqualTo(ApiDocument.read().root());
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() throws Exception {
    ApiDocument document = ApiDocument.read();
    List<JsonNode> references = document.root().findParents("$ref");
    references.forEach(document::resolve);
    List<String> used =
        references.stream().map(reference -> reference.path("$ref").asText()).toList();
    document
        .root()
        .path("components")
        .properties()
        .forEach(
            kind ->
                kind.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        name ->
                            assertThat(used)
                                .contains("#/components/" + kind.getKey() + '/' + name)));
  }

  @Test
  void examplesFitTheirSchemas() throws Exception {
    ApiDocument document = ApiDocument.read();
    List<JsonNode> described = new ArrayList<>();
    for (JsonNode node : document.root().findParents("example")) {
      if (node.has("schema")) {
        described.add(node);
      }
    }
    assertThat(described).hasSizeGreaterThan(20);
    for (JsonNode node : described) {
      assertThat(document.faults(node.path("example"), node.path("schema")))
          .as(node.toString())
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "get | /api/sets | /api/sets | | | 200",
        "get | /api/sets/{set} | /api/sets/names | | | 200",
        "get | /api/sets/{set} | /api/sets/namse | | | 404",
        "post | /api/sets/{set} | /api/sets/names | application/json | [\"alice\",\"b\"] | 200",
        "post | /api/sets/{set} | /api/sets/names | application/json | [] | 400",
        "post | /api/sets/{set} | /api/sets/x | application/json | [\"a\"] | 404",
        "post | /api/sets/{set} | /api/sets/names | image/png | x | 415",
        "get | /api/sets/{set}/{string} | /api/sets/names/alice | | | 200",
        "get | /api/sets/{set}/{string} | /api/sets/x/alice | | | 404",
        "put | /api/sets/{set}/{string} | /api/sets/names/bob | | | 200",
        "put | /api/sets/{set}/{string} | /api/sets/x/bob | | | 404",
        "delete | /api/sets/{set}/{string} | /api/sets/names/bob | | | 200",
        "delete | /api/sets/{set}/{string} | /api/sets/x/bob | | | 404",
        "get | /api/topics | /api/topics | | | 200",
        "get | /api/topics/{topic} | /api/topics/news | | | 200",
        "get | /api/topics/{topic} | /api/topics/news?from=x | | | 400",
        "post | /api/topics/{topic} | /api/topics/news | text/plain | hello | 200",
        "post | /api/topics/{topic} | /api/topics/news | application/json | 1 | 400",
        "post | /api/topics/{topic} | /api/topics/news | image/png | x | 415",
        "get | /api/topics/{topic}/info | /api/topics/news/info | | | 200",
        "get | /api/topics/{topic}/info | /api/topics/ACK/info | | | 400",
        "get | /api/topics/{topic}/follow | /api/topics/news/follow?from=x | | | 400",
        "get | /ws/topics/{topic} | /ws/topics/news | | | 426",
      })
  void answersAreAsDocumented(
      String method, String template, String path, String type, String body, int status)
      throws Exception {
    fits(method, template, ask(method, path, type, body), status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "get | /api/sets | /api/sets",
        "get | /api/sets/{set}/{string} | /api/sets/names/alice",
        "put | /api/sets/{set}/{string} | /api/sets/names/alice",
      })
  void whatCannotBeDoneNowIsAsDocumented(String method, String template, String path)
      throws Exception {
    API.sets.failure = new UserError(ErrorCode.UNAVAILABLE, "ask again");
    fits(method, template, ask(method, path, null, null), 503);
  }

  @Test
  void messageThatIsTooLongIsAnsweredAsDocumented() throws Exception {
    Reply reply = API.post("/api/topics/news", "text/plain", "x".repeat((1 << 20) + 1));
    fits("post", "/api/topics/{topic}", reply, 413);
  }

  @Test
  void valueThatDoesNotFitIsFound() throws Exception {
    ApiDocument document = ApiDocument.read();
    JsonNode member = document.root().at("/components/schemas/Member");
    assertThat(document.faults(JSON.readTree("{\"member\":true,\"generation\":1}"), member))
        .isEmpty();
    for (String wrong :
        List.of(
            "{}",
            "{\"member\":true}",
            "{\"member\":1,\"generation\":1}",
            "{\"member\":true,\"generation\":-1}",
            "{\"member\":true,\"generation\":1,\"x\":1}",
            "[]")) {
      assertThat(document.faults(JSON.readTree(wrong), member)).as(wrong).isNotEmpty();
    }
  }

  private static Reply ask(String method, String path, @Nullable String type, @Nullable String body)
      throws Exception {
    var request = API.request(path);
    var content = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    request.method(method.toUpperCase(Locale.ROOT), content);
    return API.send(type == null ? request : request.header("Content-Type", type));
  }

  private static void fits(String method, String template, Reply reply, int status)
      throws Exception {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    ApiDocument document = ApiDocument.read();
    JsonNode answer =
        document.resolve(
            document.operation(method, template).path("responses").path(Integer.toString(status)));
    JsonNode content = answer.path("content").path(reply.type());
    assertThat(content.isMissingNode()).as(reply.type() + " is not documented").isFalse();
    assertThat(document.faults(reply.json(), content.path("schema"))).isEmpty();
  }
}
