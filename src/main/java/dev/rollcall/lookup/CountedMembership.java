package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Counts what another one is asked and answers: once for each batch. Thread-safe. */
record CountedMembership(EditableMembership asked, QueryMeters meters)
    implements EditableMembership {

  @Override
  public CompletableFuture<Answers> ask(ByteSlices keys) {
    CompletableFuture<Answers> answers = asked.ask(keys);
    if (answers.isDone() && !answers.isCompletedExceptionally()) {
      meters.answered(keys.count(), answers.join());
      return answers;
    }
    return answers.whenComplete(
        (found, failure) -> {
          if (failure == null) {
            meters.answered(keys.count(), found);
          }
        });
  }

  @Override
  public CompletableFuture<Answers> add(ByteSlices keys) {
    return asked.add(keys);
  }

  @Override
  public CompletableFuture<Answers> remove(ByteSlices keys) {
    return asked.remove(keys);
  }

  @Override
  public CompletableFuture<Long> count() {
    return asked.count();
  }

  @Override
  public CompletableFuture<MemberPage> scan(long cursor, int count) {
    return asked.scan(cursor, count);
  }

  @Override
  public CompletableFuture<List<byte[]>> sample(int count) {
    return asked.sample(count);
  }

  @Override
  public CompletableFuture<Boolean> clear() {
    return asked.clear();
  }
}
