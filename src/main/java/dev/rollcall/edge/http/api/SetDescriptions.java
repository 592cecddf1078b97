package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.base.ByteSlices;
import dev.rollcall.lookup.SetDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** How sets stand, as JSON. Thread-safe. */
final class SetDescriptions {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final SetCatalog sets;
  private final Executor blocking;

  /**
   * @param blocking runs the counting of members that were changed at run time
   */
  SetDescriptions(SetCatalog sets, Executor blocking) {
    this.sets = sets;
    this.blocking = blocking;
  }

  /** All sets. */
  CompletableFuture<HttpResponse> all() {
    List<CompletableFuture<ObjectNode>> described =
        sets.names().stream().map(this::described).toList();
    return CompletableFuture.allOf(described.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              ObjectNode all = JSON.objectNode();
              ArrayNode list = all.putArray("sets");
              described.forEach(set -> list.add(set.join()));
              return Answer.json(all);
            });
  }

  /** One that there is. */
  CompletableFuture<HttpResponse> of(String name) {
    return described(name).thenApply(Answer::json);
  }

  /** Asks about nothing, to learn which list it is that answers. */
  private CompletableFuture<ObjectNode> described(String name) {
    return sets.find(name)
        .orElseThrow()
        .ask(ByteSlices.copyOf(List.of()))
        .thenApplyAsync(
            answers -> json(sets.describe(name).orElseThrow(), SetRoutes.generation(answers)),
            blocking);
  }

  private static ObjectNode json(SetDescription set, long generation) {
    ObjectNode json =
        JSON.objectNode()
            .put("name", set.name())
            .put("generation", generation)
            .put("number", set.generation())
            .put("count", set.count());
    set.built()
        .ifPresent(built -> json.put("built", built.toString()).put("ageSeconds", age(built)));
    set.live().ifPresent(live -> json.put("live", live.toString()));
    json.put("added", set.added())
        .put("removed", set.removed())
        .put("loading", set.loading())
        .put("stale", set.stale());
    set.lastFailedLoad()
        .ifPresent(
            failed ->
                json.putObject("lastFailedLoad")
                    .put("at", failed.at().toString())
                    .put("reason", failed.reason()));
    return json;
  }

  private static long age(Instant built) {
    return Math.max(0, Duration.between(built, Instant.now()).toSeconds());
  }
}
