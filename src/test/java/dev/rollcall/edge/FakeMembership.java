package dev.rollcall.edge;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.lookup.Answers;
import dev.rollcall.lookup.Membership;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A set held in memory, asked at once or on another thread. */
public final class FakeMembership implements Membership {
  private final Set<String> members;
  private final Executor executor;

  private FakeMembership(Set<String> members, Executor executor) {
    this.members = members;
    this.executor = executor;
  }

  /** Answers before it returns. */
  public static FakeMembership of(String... members) {
    return new FakeMembership(Set.of(members), Runnable::run);
  }

  /** Answers when the executor gets to it. */
  public static FakeMembership later(Executor executor, String... members) {
    return new FakeMembership(Set.of(members), executor);
  }

  @Override
  public CompletableFuture<Answers> ask(ByteSlices keys) {
    return CompletableFuture.supplyAsync(() -> answers(keys), executor);
  }

  private Answers answers(ByteSlices keys) {
    long[] bits = new long[(keys.count() + 63) / 64];
    for (int i = 0; i < keys.count(); i++) {
      String key = new String(keys.copy(i), StandardCharsets.ISO_8859_1);
      if (members.contains(key)) {
        bits[i >>> 6] |= 1L << i;
      }
    }
    return new Answers(0, bits);
  }
}
