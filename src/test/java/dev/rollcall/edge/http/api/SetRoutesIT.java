package dev.rollcall.edge.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.edge.http.api.ApiFixture.Reply;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets over HTTP. */
class SetRoutesIT {
  private static final ApiFixture API = new ApiFixture();

  @BeforeEach
  void fill() {
    API.reset();
    API.sets.with("names", "alice", "a/b", "ü in latin: \u00fc", "\u00ff\u00fe", "a b", "100%");
    API.sets.with("blocked");
  }

  @AfterAll
  static void close() {
    API.close();
  }

  @ParameterizedTest
  @CsvSource({
    "alice, true",
    "mallory, false",
    "a/b, true",
    "a%2Fb, true",
    "%FF%FE, true",
    "a%20b, true",
    "a+b, false",
    "100%25, true",
    "100%2525, false",
    "alice?x=y, true",
    "alice%3Fx=y, false",
    "ALICE, false",
  })
  void stringIsAskedForAsTheBytesItStandsFor(String string, boolean member) throws Exception {
    Reply reply = API.get("/api/sets/names/" + string);
    assertThat(reply.text()).isEqualTo("{\"member\":" + member + ",\"generation\":5}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.type()).isEqualTo("application/json");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void unknownSetIsNoAnswerAndNearNamesAreGiven() throws Exception {
    Reply near = API.get("/api/sets/nmaes/alice");
    assertThat(near.status()).isEqualTo(404);
    assertThat(near.type()).isEqualTo("application/problem+json");
    assertThat(near.detail()).isEqualTo("No set is called nmaes; did you mean names?");
    assertThat(API.get("/api/sets/elephants/alice").detail())
        .isEqualTo("No set is called elephants; there is blocked, names.");
    assertThat(API.get("/api/sets/elephants").status()).isEqualTo(404);
    assertThat(API.post("/api/sets/elephants", "text/plain", "a").status()).isEqualTo(404);
    assertThat(API.get("/api/sets/" + "x".repeat(30_000)).status()).isEqualTo(404);
  }

  @Test
  void batchIsAnsweredInOrderFromOneGeneration() throws Exception {
    String expected = "{\"generation\":5,\"members\":[true,false,true,false]}";
    Reply json =
        API.post("/api/sets/names", "application/json", "[\"alice\",\"bob\",\"a\\/b\",\"\"]");
    assertThat(json.text()).isEqualTo(expected);
    assertThat(API.post("/api/sets/names", "text/plain", "alice\nbob\r\na/b\n\n").text())
        .isEqualTo(expected);
    assertThat(
            API.send(API.request("/api/sets/names").POST(BodyPublishers.ofString("alice"))).text())
        .isEqualTo("{\"generation\":5,\"members\":[true]}");
  }

  @Test
  void bytesThatAreNoTextCanBeAskedForInBatches() throws Exception {
    assertThat(API.post("/api/sets/names", "application/json", "[{\"base64\":\"//4=\"}]").text())
        .contains("[true]");
    byte[] lines = {(byte) 0xff, (byte) 0xfe, '\n', (byte) 0xff};
    assertThat(
            API.send(
                    API.request("/api/sets/names")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofByteArray(lines)))
                .text())
        .contains("[true,false]");
  }

  @Test
  void batchOfManyThousandStringsIsAnswered() throws Exception {
    int count = 100_001;
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(i % 3 == 0 ? "alice\n" : "bob\n");
    }
    JsonNode members = API.post("/api/sets/names", "text/plain", lines.toString()).json();
    assertThat(members.path("members")).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(members.path("members").get(i).booleanValue()).isEqualTo(i % 3 == 0);
    }
  }

  @Test
  void batchLongerThanTheLimitIsRefused() throws Exception {
    String long8 = "a".repeat(8 << 20);
    assertThat(API.post("/api/sets/names", "text/plain", long8).status()).isEqualTo(200);
    Reply announced = API.post("/api/sets/names", "text/plain", long8 + "a");
    assertThat(announced.status()).isEqualTo(413);
    assertThat(announced.detail()).contains("8388608");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | '' | The body is empty",
        "application/json | [] | The body has no string",
        "application/json | [\"a\", | line 1, column 6",
        "application/json | {\"a\":1} | it begins with something else (line 1, column 1)",
        "application/json | [\"a\",7] | neither a string nor {\"base64\":\"…\"} (line 1, column 6)",
        "application/json | [\"a\"] x | Unrecognized token 'x'",
        "application/json | [\"a\"] 1 | something follows the value",
        "application/json | [\"\\ud800\"] | half of a surrogate pair",
        "application/json | [{\"base64\":\"?\"}] | no base64",
        "text/plain | '' | The body has no string",
      })
  void batchThatIsNoneIsRefusedWithItsPlace(String type, String body, String detail)
      throws Exception {
    Reply reply = API.post("/api/sets/names", type, body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail()).contains(detail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "image/png", "text/plain; charset=UTF-16"})
  void otherTypesAreRefused(String type) throws Exception {
    Reply reply = API.post("/api/sets/names", type, "alice");
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.detail()).contains("text/plain").contains("application/json");
  }

  @Test
  void memberIsAddedAndRemoved() throws Exception {
    String path = "/api/sets/blocked/x%00y";
    var nobody = BodyPublishers.noBody();
    assertThat(API.send(API.request(path).PUT(nobody)).text()).isEqualTo("{\"added\":true}");
    assertThat(API.send(API.request(path).PUT(nobody)).text()).isEqualTo("{\"added\":false}");
    assertThat(API.get(path).text()).contains("\"member\":true");
    assertThat(API.send(API.request(path).DELETE()).text()).isEqualTo("{\"removed\":true}");
    assertThat(API.send(API.request(path).DELETE()).text()).isEqualTo("{\"removed\":false}");
    assertThat(API.get(path).text()).contains("\"member\":false");
  }

  @Test
  void setsAreDescribed() throws Exception {
    JsonNode names = API.get("/api/sets/names").json();
    assertThat(names.path("name").asText()).isEqualTo("names");
    assertThat(names.path("generation").asLong()).isEqualTo(5);
    assertThat(names.path("number").asLong()).isEqualTo(3);
    assertThat(names.path("count").asLong()).isEqualTo(6);
    assertThat(names.path("added").asLong()).isEqualTo(1);
    assertThat(names.path("removed").asLong()).isEqualTo(2);
    assertThat(names.path("built").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(names.path("ageSeconds").asLong()).isGreaterThan(1_700_000_000L);
    assertThat(names.path("stale").asBoolean()).isTrue();
    assertThat(names.path("lastFailedLoad").path("reason").asText()).isEqualTo("is a directory");
    JsonNode all = API.get("/api/sets").json().path("sets");
    assertThat(all).hasSize(2);
    assertThat(all.get(0).path("name").asText()).isEqualTo("blocked");
    assertThat(all.get(1).path("generation")).isEqualTo(names.path("generation"));
  }

  @Test
  void setThatCannotBeAskedNowIsAProblemThatMayPass() throws Exception {
    API.sets.failure = new UserError(ErrorCode.UNAVAILABLE, "ask again");
    Reply reply = API.get("/api/sets/names/alice");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().path("code").asText()).isEqualTo("UNAVAILABLE");
    assertThat(reply.detail()).isEqualTo("ask again");
    assertThat(API.get("/api/sets").status()).isEqualTo(503);
  }

  @Test
  void otherMethodsAreNamed() throws Exception {
    Reply reply = API.post("/api/sets/names/alice", "text/plain", "x");
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.type()).isEqualTo("application/problem+json");
    assertThat(reply.header("Allow")).contains("GET").contains("PUT").contains("DELETE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/", "/api/set/names", "/api/sets/names/", "/ws/", "/ws/x"})
  void addressOfNothingIsAProblemNotAPage(String path) throws Exception {
    Reply reply = API.get(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.type()).isEqualTo("application/problem+json");
    assertThat(API.get("/elsewhere").text()).isEqualTo("a page: no file");
  }
}
