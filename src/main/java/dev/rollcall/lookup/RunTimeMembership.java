package dev.rollcall.lookup;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.store.Keys;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A set that was made at run time: whoever takes its last member frees its name, so that what this
 * process remembers of the name may be wrong afterwards. Thread-safe.
 */
record RunTimeMembership(String name, EditableMembership asked, Keys keys)
    implements EditableMembership {

  @Override
  public CompletableFuture<Answers> ask(ByteSlices wanted) {
    return asked.ask(wanted);
  }

  @Override
  public CompletableFuture<Answers> add(ByteSlices added) {
    return asked.add(added);
  }

  @Override
  public CompletableFuture<Answers> remove(ByteSlices removed) {
    return forgetting(asked.remove(removed));
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
    return forgetting(asked.clear());
  }

  private <T> CompletableFuture<T> forgetting(CompletableFuture<T> change) {
    return change.whenComplete((done, failure) -> keys.forget(name));
  }
}
