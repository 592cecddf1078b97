package dev.rollcall.edge.http.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.Escape;
import dev.rollcall.base.Nearest;
import dev.rollcall.edge.http.Exchange;
import dev.rollcall.edge.http.Fault;
import dev.rollcall.edge.http.Route;
import dev.rollcall.lookup.Answers;
import dev.rollcall.lookup.EditableMembership;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/** Membership: asked for one string or for many, and changed. Thread-safe. */
final class SetRoutes {
  /** A body of this length is worth a thread of its own, so that nobody else waits for it. */
  private static final int LARGE_BYTES = 64 << 10;

  /** So much of a name is looked at to find what was meant: the cost is its square. */
  private static final int NAME_LENGTH_MAX = 100;

  /** Named in a problem; more are no help. */
  private static final int NAMES_MAX = 10;

  /** Among more than these, made at run time, nobody has looked for the name that was meant. */
  private static final int NEAR_NAMES_MAX = 1000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final SetCatalog sets;
  private final SetDescriptions descriptions;
  private final Bodies bodies;
  private final Executor blocking;

  /**
   * @param blocking runs what takes a while
   */
  SetRoutes(SetCatalog sets, Bodies bodies, Executor blocking) {
    this.sets = sets;
    this.descriptions = new SetDescriptions(sets, blocking);
    this.bodies = bodies;
    this.blocking = blocking;
  }

  List<Route> routes() {
    String set = "/api/sets/{set}";
    String string = set + "/{string*}";
    return List.of(
        new Route(HttpMethods.GET, "/api/sets", exchange -> descriptions.all()),
        new Route(HttpMethods.GET, set, this::describe),
        new Route(HttpMethods.POST, set, this::askMany),
        new Route(HttpMethods.GET, string, this::ask),
        new Route(HttpMethods.PUT, string, this::add),
        new Route(HttpMethods.DELETE, string, this::remove));
  }

  private CompletionStage<HttpResponse> describe(Exchange exchange) {
    String name = exchange.text("set");
    return descriptions
        .of(name)
        .thenCompose(
            found ->
                found
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> unknown(name).thenCompose(CompletableFuture::failedFuture)));
  }

  private CompletionStage<HttpResponse> ask(Exchange exchange) {
    ByteSlices string = string(exchange);
    return membership(exchange)
        .thenCompose(membership -> membership.ask(string))
        .thenApply(
            answers ->
                Answer.json(
                    JSON.objectNode()
                        .put("member", answers.contains(0))
                        .put("generation", generation(answers))));
  }

  private CompletionStage<HttpResponse> askMany(Exchange exchange) {
    Bodies.Type type = Bodies.type(exchange);
    return membership(exchange)
        .thenCompose(
            membership ->
                bodies
                    .read(exchange)
                    .thenCompose(
                        body ->
                            body.length < LARGE_BYTES
                                ? answer(membership, type, body)
                                : CompletableFuture.supplyAsync(() -> body, blocking)
                                    .thenCompose(large -> answer(membership, type, large))));
  }

  private static CompletionStage<HttpResponse> answer(
      EditableMembership membership, Bodies.Type type, byte[] body) {
    ByteSlices strings = Strings.read(type, body);
    int count = strings.count();
    return membership.ask(strings).thenApply(answers -> MembersJson.response(answers, count));
  }

  private CompletionStage<HttpResponse> add(Exchange exchange) {
    return change(exchange, "added", EditableMembership::add);
  }

  private CompletionStage<HttpResponse> remove(Exchange exchange) {
    return change(exchange, "removed", EditableMembership::remove);
  }

  private CompletionStage<HttpResponse> change(
      Exchange exchange,
      String done,
      BiFunction<EditableMembership, ByteSlices, CompletableFuture<Answers>> change) {
    ByteSlices string = string(exchange);
    return membership(exchange)
        .thenCompose(membership -> change.apply(membership, string))
        .thenApply(answers -> Answer.json(JSON.objectNode().put(done, answers.contains(0))));
  }

  private static ByteSlices string(Exchange exchange) {
    return ByteSlices.copyOf(List.of(exchange.bytes("string")));
  }

  /**
   * What tells one state of a list from another: 53 bits of the fingerprint, for readers of JSON
   * that know no longer numbers.
   */
  static long generation(Answers answers) {
    return answers.generation() >>> (Long.SIZE - 53);
  }

  /** The set that the path names; a mistyped one must not look like a string that is no member. */
  private CompletableFuture<EditableMembership> membership(Exchange exchange) {
    String name = exchange.text("set");
    return sets.find(name)
        .thenCompose(
            found ->
                found
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> unknown(name).thenCompose(CompletableFuture::failedFuture)));
  }

  private CompletableFuture<Fault> unknown(String name) {
    return CompletableFuture.supplyAsync(() -> unknown(name, sets.names()), blocking);
  }

  private static Fault unknown(String name, List<String> names) {
    Optional<String> near =
        name.length() > NAME_LENGTH_MAX || names.size() > NEAR_NAMES_MAX
            ? Optional.empty()
            : Nearest.to(name, names);
    String hint =
        near.map(meant -> "did you mean " + meant + "?")
            .orElseGet(
                () ->
                    names.isEmpty()
                        ? "there is none."
                        : names.size() > NAMES_MAX
                            ? "GET /api/sets lists them."
                            : "there is " + String.join(", ", names) + ".");
    return new Fault(
        StatusCodes.NOT_FOUND,
        "No set is called "
            + Escape.controls(name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)))
            + "; "
            + hint);
  }
}
