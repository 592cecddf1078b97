package dev.rollcall.edge.http.api;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import dev.rollcall.lookup.Answers;
import dev.rollcall.lookup.EditableMembership;
import dev.rollcall.lookup.MemberPage;
import dev.rollcall.lookup.SetDescription;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sets in a map. Thread-safe but for what a test sets up first. */
final class FakeSets implements SetCatalog {
  /** What the top 53 bits of it are is 5. */
  static final long FINGERPRINT = 5L << 11 | 7;

  private final Map<String, Set<String>> members = new TreeMap<>();
  volatile @Nullable UserError failure;

  /** With one more set. */
  FakeSets with(String name, String... strings) {
    Set<String> set = ConcurrentHashMap.newKeySet();
    set.addAll(List.of(strings));
    members.put(name, set);
    return this;
  }

  @Override
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  @Override
  public CompletableFuture<Optional<EditableMembership>> find(String name) {
    return CompletableFuture.completedFuture(Optional.ofNullable(members.get(name)).map(Fake::new));
  }

  @Override
  public Optional<SetDescription> describe(String name) {
    return Optional.ofNullable(members.get(name))
        .map(
            set ->
                new SetDescription(
                    name,
                    3,
                    set.size(),
                    1,
                    2,
                    Optional.of(Instant.EPOCH),
                    Optional.of(Instant.EPOCH),
                    false,
                    true,
                    Optional.of(new SetDescription.FailedLoad(Instant.EPOCH, "is a directory"))));
  }

  private final class Fake implements EditableMembership {
    private final Set<String> set;

    Fake(Set<String> set) {
      this.set = set;
    }

    @Override
    public CompletableFuture<Answers> ask(ByteSlices keys) {
      return answers(FINGERPRINT, keys, set::contains);
    }

    @Override
    public CompletableFuture<Answers> add(ByteSlices keys) {
      return answers(0, keys, set::add);
    }

    @Override
    public CompletableFuture<Answers> remove(ByteSlices keys) {
      return answers(0, keys, set::remove);
    }

    @Override
    public CompletableFuture<Long> count() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<MemberPage> scan(long cursor, int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<byte[]>> sample(int count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> clear() {
      throw new UnsupportedOperationException();
    }

    private CompletableFuture<Answers> answers(
        long generation, ByteSlices keys, Predicate<String> answer) {
      UserError error = failure;
      if (error != null) {
        return CompletableFuture.failedFuture(error);
      }
      long[] bits = new long[(keys.count() + 63) / 64];
      for (int i = 0; i < keys.count(); i++) {
        if (answer.test(new String(keys.copy(i), StandardCharsets.ISO_8859_1))) {
          bits[i >>> 6] |= 1L << i;
        }
      }
      return CompletableFuture.completedFuture(new Answers(generation, bits));
    }
  }
}
