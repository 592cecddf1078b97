package dev.rollcall.edge.http;

import dev.rollcall.wire.RequestTarget;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request that the {@link RequestGuard} let through, or what it has to say in the place of one.
 * Thread-safe.
 */
final class Passed {
  private final RequestTarget target;
  private final boolean upgrade;
  private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
  private volatile @Nullable Fault fault;

  /**
   * @param upgrade whether the client would rather speak another protocol from here on
   * @param fault what to answer without asking anybody
   */
  Passed(RequestTarget target, boolean upgrade, @Nullable Fault fault) {
    this.target = target;
    this.upgrade = upgrade;
    this.fault = fault;
  }

  RequestTarget target() {
    return target;
  }

  boolean upgrade() {
    return upgrade;
  }

  /** The request turned out to be none, or to take too long: if its answer fails, this is why. */
  void spoil(Fault reason) {
    if (fault == null) {
      fault = reason;
    }
  }

  /** What is wrong with it; null for nothing yet. */
  @Nullable Fault fault() {
    return fault;
  }

  /** The handler's answer. */
  CompletableFuture<HttpResponse> answer() {
    return answer;
  }
}
