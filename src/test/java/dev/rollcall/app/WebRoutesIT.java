package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.FakeTopics;
import dev.rollcall.edge.http.Route;
import dev.rollcall.edge.http.api.ApiDocument;
import dev.rollcall.edge.http.dashboard.Health;
import dev.rollcall.lookup.SetLoader;
import dev.rollcall.lookup.SetSettings;
import dev.rollcall.lookup.TestNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the web is told of routes. */
class WebRoutesIT {
  @TempDir Path directory;

  @Test
  void documentHasAllRoutesAndNoOthers() throws Exception {
    Path list = Files.writeString(directory.resolve("list"), "alice\n");
    SetSettings names = new SetSettings("names", list, false, Duration.ofSeconds(1), 0.5, 1);
    try (TestNode node = TestNode.start(null, directory.resolve("node"), names)) {
      assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
      List<Route> routes =
          Web.routes(
              node.system(),
              1,
              node.sets(),
              FakeTopics.atOnce(),
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
              () -> new Health.State(Health.Status.READY, Map.of()));
      assertThat(ApiDocument.read().operations())
          .containsExactlyInAnyOrderElementsOf(
              routes.stream().map(WebRoutesIT::operation).toList());
    }
  }

  private static String operation(Route route) {
    return route.method().name() + ' ' + route.template().replace("*}", "}");
  }
}
