package dev.rollcall.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.HttpFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The attacks of slowhttptest, while another client asks: it has to be answered all the time. */
class SlowHttpTestIT {
  private static final String SECONDS = "8";
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final ByteString LARGE = ByteString.fromArray(new byte[1 << 20]);

  @TempDir private Path directory;

  static Stream<Arguments> attacks() {
    return Stream.of(
        Arguments.of("heads", List.of("-H", "-i", "1")),
        Arguments.of("bodies", List.of("-B", "-i", "1", "-s", "8192")),
        Arguments.of(
            "reads", List.of("-X", "-w", "512", "-y", "1024", "-n", "5", "-z", "32", "-k", "3")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void othersAreAnsweredMeanwhile(String name, List<String> attack)
      throws IOException, InterruptedException {
    Tool.require("slowhttptest");
    try (HttpFixture fixture =
        new HttpFixture(
            "rollcall.limits { frame-timeout = 3s, write-timeout = 2s }",
            system ->
                exchange ->
                    exchange
                        .request()
                        .entity()
                        .toStrict(60_000, system)
                        .thenApply(body -> answer(exchange.target().rawPath())))) {
      List<String> command = new ArrayList<>(List.of("slowhttptest"));
      command.addAll(attack);
      command.addAll(List.of("-c", "150", "-r", "100", "-l", SECONDS, "-p", "2"));
      command.addAll(List.of("-u", fixture.uri("/large").toString()));
      CompletableFuture<Tool.Outcome> attacking = CompletableFuture.supplyAsync(() -> run(command));
      int answered = 0;
      while (!attacking.isDone()) {
        assertAnswered(fixture.uri("/small"));
        answered++;
      }
      assertThat(attacking.join().output()).contains("slow");
      assertThat(answered).isGreaterThan(5);
    }
  }

  private static HttpResponse answer(String path) {
    return HttpResponse.create()
        .withEntity(
            path.equals("/large")
                ? HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, LARGE)
                : HttpEntities.create("small"));
  }

  private Tool.Outcome run(List<String> command) {
    try {
      return Tool.run(directory, Map.of(), command);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertAnswered(URI uri) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(ANSWER_MAX)
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("small");
  }
}
