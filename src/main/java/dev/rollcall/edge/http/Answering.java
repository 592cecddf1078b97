package dev.rollcall.edge.http;

import dev.rollcall.base.Escape;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection: has the handler asked about each, and tells the guard how
 * far it is. Thread-safe.
 */
final class Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Answering.class);

  private final HttpConnections terms;
  private final InetAddress peer;
  private final Conversation conversation;
  private final CompletableFuture<Done> stopping;
  private final ClassicActorSystemProvider system;

  /**
   * @param stopping completed when the server stops
   */
  Answering(
      HttpConnections terms,
      InetAddress peer,
      Conversation conversation,
      CompletableFuture<Done> stopping,
      ClassicActorSystemProvider system) {
    this.terms = terms;
    this.peer = peer;
    this.conversation = conversation;
    this.stopping = stopping;
    this.system = system;
  }

  /** Answers one request; the future never fails. */
  CompletionStage<HttpResponse> answer(HttpRequest request) {
    long startedNanos = System.nanoTime();
    Passed passed = conversation.next();
    boolean refused = passed.fault() != null;
    Client client = terms.addresses().of(request, peer, terms.listener().tls());
    Exchange exchange = new Exchange(request, passed.target(), client, Map.of(), stopping);
    Handler handler = terms.faults().around(asked -> ask(asked, passed));
    return terms
        .meters()
        .handle(exchange, handler)
        .thenApply(
            response -> {
              if (terms.listener().logQueries()) {
                String method = refused ? "-" : request.method().name();
                long tookNanos = System.nanoTime() - startedNanos;
                AccessLog.write(terms.listener().name(), exchange, method, response, tookNanos);
              }
              return tracked(exchange, passed, response);
            });
  }

  private CompletionStage<HttpResponse> ask(Exchange exchange, Passed passed) {
    Fault fault = passed.fault();
    if (fault != null) {
      throw fault;
    }
    var unused =
        terms
            .handler()
            .handle(exchange)
            .whenComplete((response, failure) -> answered(passed, response, failure));
    return passed.answer();
  }

  private void answered(
      Passed passed, @Nullable HttpResponse response, @Nullable Throwable failure) {
    if (response == null) {
      Fault fault = passed.fault();
      passed.answer().completeExceptionally(fault == null ? ResponseEnd.rethrown(failure) : fault);
    } else if (!passed.answer().complete(response)) {
      response.discardEntityBytes(system);
    }
  }

  /** The response, with whose end the guard is told that the request is over. */
  private HttpResponse tracked(Exchange exchange, Passed passed, HttpResponse response) {
    if (response.status().equals(StatusCodes.SWITCHING_PROTOCOLS)) {
      conversation.switchOver();
      return response;
    }
    if (passed.upgrade()) {
      conversation.tell(Conversation.Word.STAYED);
    }
    boolean follows = ResponseEnd.goesOn(response);
    if (follows) {
      conversation.follow();
    }
    HttpResponse ending =
        ResponseEnd.then(
            response,
            () -> {
              if (follows) {
                conversation.unfollow();
              }
              conversation.over();
            },
            failure ->
                LOG.warn(
                    "{}: the response broke off: {}",
                    Escape.text(exchange.target().rawPath()),
                    failure.toString()));
    return stopping.isDone() ? ending.addHeader(Connection.create("close")) : ending;
  }
}
