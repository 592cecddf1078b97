package dev.rollcall.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.HttpFixture;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

/** The code of the page on extending the server does what the page says. */
class ExtendingIT {
  private static final Path PAGE = Path.of("src/site/markdown/extending.md");
  private static final Path SOURCE =
      Path.of("src/test/java/dev/rollcall/edge/http/ExtendingIT.java");

  // The page's code begins here.

  static final Route GREET =
      new Route(
          HttpMethods.POST,
          "/api/greetings/{name}",
          exchange -> CompletableFuture.completedStage(greeting(exchange.text("name"))));

  private static HttpResponse greeting(String name) {
    if (name.isBlank()) {
      throw new Fault(StatusCodes.BAD_REQUEST, "A greeting needs a name.");
    }
    return HttpResponse.create().withEntity("Hello, " + name + "!");
  }

  static final Filter MARKED =
      (exchange, next) ->
          next.handle(exchange)
              .thenApply(response -> response.addHeader(RawHeader.create("X-Node", "one")));

  // The page's code ends here.

  @Test
  void thePageShowsThisCode() throws Exception {
    Matcher blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    List<String> shown =
        blocks.results().map(block -> normal(block.group(1))).collect(Collectors.toList());
    assertThat(shown).hasSize(2);
    assertThat(shown)
        .allSatisfy(block -> assertThat(normal(Files.readString(SOURCE))).contains(block));
  }

  @Test
  void aMethodOfOnesOwnAnswersThroughAFilterOfOnesOwn() throws Exception {
    Handler handler =
        new Faults((status, detail) -> detail)
            .around(
                MARKED.around(
                    new Router(
                        List.of(GREET),
                        exchange ->
                            CompletableFuture.failedStage(
                                new Fault(StatusCodes.NOT_FOUND, "Nothing here.")))));
    try (HttpFixture server = new HttpFixture("", system -> handler)) {
      var answer = post(server, "/api/greetings/Ada");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("Hello, Ada!");
      assertThat(answer.headers().firstValue("X-Node")).contains("one");
      var refused = post(server, "/api/greetings/%20");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("A greeting needs a name.");
      assertThat(post(server, "/api/farewells/Ada").statusCode()).isEqualTo(404);
    }
  }

  private static java.net.http.HttpResponse<String> post(HttpFixture server, String path)
      throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(server.uri(path))
            .POST(BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  /** Code without the indentation of its place. */
  private static String normal(String code) {
    return Arrays.stream(code.split("\n"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
