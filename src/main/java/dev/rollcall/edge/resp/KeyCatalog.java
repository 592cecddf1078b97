package dev.rollcall.edge.resp;

import dev.rollcall.lookup.EditableMembership;
import dev.rollcall.lookup.Sets;
import dev.rollcall.store.KeyName;
import dev.rollcall.store.Keys;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What the keys of requests stand for. Thread-safe. */
public final class KeyCatalog {
  private final Keys keys;
  private final Sets sets;
  private final Executor blocking;

  /**
   * @param blocking runs what waits for the store
   */
  public KeyCatalog(Keys keys, Sets sets, Executor blocking) {
    this.keys = keys;
    this.sets = sets;
    this.blocking = blocking;
  }

  /** The key that an argument is; null where nothing can be called so, and nothing is. */
  static @Nullable String name(Call call, int index) {
    String name = call.text(index);
    return KeyName.isValid(name) && isFaithful(name, call, index) ? name : null;
  }

  /** Bytes that are no text have become a character that stands for such, which may be meant. */
  private static boolean isFaithful(String name, Call call, int index) {
    return name.indexOf('\ufffd') < 0
        || Arrays.equals(name.getBytes(StandardCharsets.UTF_8), call.bytes(index));
  }

  /** The key that an argument is, to be made if there is none. */
  static String newName(Call call, int index) {
    String name = name(call, index);
    if (name == null) {
      throw RespError.argument("a key must be " + KeyName.RULE);
    }
    return name;
  }

  /** What a key stands for; null for nothing. Done at once where nothing has to be waited for. */
  CompletableFuture<Keys.@Nullable Kind> kind(@Nullable String name) {
    return name == null ? CompletableFuture.completedFuture(null) : keys.kind(name, blocking);
  }

  /** The same as it is now, although another process may have changed it a moment ago. */
  CompletableFuture<Keys.@Nullable Kind> kindNow(@Nullable String name) {
    if (name != null) {
      keys.forget(name);
    }
    return kind(name);
  }

  /**
   * The set that a key stands for; null for nothing.
   *
   * @throws RespError {@link RespError#wrongType}, or the future fails with it, for a topic
   */
  CompletableFuture<@Nullable EditableMembership> set(@Nullable String name) {
    if (name == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Keys.@Nullable Kind> kind = kind(name);
    return kind.isDone()
        ? CompletableFuture.completedFuture(set(name, kind.join()))
        : kind.thenApply(known -> set(name, known));
  }

  private @Nullable EditableMembership set(String name, Keys.@Nullable Kind kind) {
    return kind == null ? null : membership(name, kind);
  }

  /** The set that a key stands for, or will once it has a member. */
  CompletableFuture<EditableMembership> setToBe(String name) {
    return kind(name).thenApply(kind -> membership(name, kind));
  }

  private EditableMembership membership(String name, Keys.@Nullable Kind kind) {
    if (kind == Keys.Kind.TOPIC) {
      throw RespError.wrongType();
    }
    return sets.atRunTime(name);
  }

  /** Whether a key is a set that has a file, and stays. */
  boolean isConfigured(@Nullable String name) {
    return name != null && sets.isConfigured(name);
  }

  /** Whether {@link #names} asks the store, which others write to as well. */
  boolean isShared() {
    return keys.waits();
  }

  /** All keys, sorted, with what they stand for. */
  CompletableFuture<SortedMap<String, Keys.Kind>> names() {
    return keys.waits()
        ? CompletableFuture.supplyAsync(this::read, blocking)
        : CompletableFuture.completedFuture(read());
  }

  private SortedMap<String, Keys.Kind> read() {
    try {
      return keys.names();
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }
}
