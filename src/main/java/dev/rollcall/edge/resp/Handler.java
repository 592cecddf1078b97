package dev.rollcall.edge.resp;

import java.util.concurrent.CompletableFuture;

/** Carries out one command. Thread-safe: all connections share it. */
@FunctionalInterface
public interface Handler {
  /**
   * Answers one call by writing one reply to its {@link Call#out}.
   *
   * @return completed when the reply is written, {@link Call#DONE} if it is already. Where it fails
   *     with a {@link RespError} or a {@link dev.rollcall.base.UserError}, or throws one, what was
   *     written is replaced by that error
   */
  CompletableFuture<?> handle(Call call);
}
