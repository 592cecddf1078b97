package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rollcall.base.ByteSlices;
import dev.rollcall.lookup.SetDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** How sets stand, as JSON. Thread-safe. */
final class SetDescriptions {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Sets that were made at run time can be very many, and each has to be asked. */
  private static final int DESCRIBED_MAX = 1000;

  private final SetCatalog sets;
  private final Executor blocking;

  /**
   * @param blocking runs the counting of members that were changed at run time
   */
  SetDescriptions(SetCatalog sets, Executor blocking) {
    this.sets = sets;
    this.blocking = blocking;
  }

  /** All sets, or as many as one answer has; the number of the others is there as well. */
  CompletableFuture<HttpResponse> all() {
    return CompletableFuture.supplyAsync(sets::names, blocking).thenCompose(this::all);
  }

  private CompletableFuture<HttpResponse> all(List<String> names) {
    List<CompletableFuture<Optional<ObjectNode>>> described =
        names.stream().limit(DESCRIBED_MAX).map(this::described).toList();
    return CompletableFuture.allOf(described.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            done -> {
              ObjectNode all = JSON.objectNode();
              ArrayNode list = all.putArray("sets");
              described.forEach(set -> set.join().ifPresent(list::add));
              if (names.size() > described.size()) {
                all.put("more", names.size() - described.size());
              }
              return Answer.json(all);
            });
  }

  /** One, if there is one of this name. */
  CompletableFuture<Optional<HttpResponse>> of(String name) {
    return described(name).thenApply(json -> json.map(Answer::json));
  }

  /** Asks about nothing, to learn which list it is that answers; empty where there is none. */
  private CompletableFuture<Optional<ObjectNode>> described(String name) {
    return sets.find(name)
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : found
                        .get()
                        .ask(ByteSlices.copyOf(List.of()))
                        .thenApplyAsync(
                            answers ->
                                sets.describe(name)
                                    .map(set -> json(set, SetRoutes.generation(answers))),
                            blocking));
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
