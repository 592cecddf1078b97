package dev.rollcall.broadcast;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A request that a topic's consumer groups, as they are, do not allow. Without a stack trace. */
public final class GroupRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** There is no such topic. */
    NO_TOPIC,
    /** The topic has no such group. */
    NO_GROUP,
    /** It has one already. */
    GROUP_EXISTS,
    /** See {@link Groups#GROUPS_MAX}. */
    TOO_MANY_GROUPS,
    /** See {@link Groups#CONSUMERS_MAX}. */
    TOO_MANY_CONSUMERS,
    /** See {@link Groups#PENDING_MAX} and {@link Groups#TOPIC_PENDING_MAX}. */
    TOO_MANY_PENDING
  }

  private final Reason reason;

  GroupRefused(Reason reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** The refusal that a future has failed with; null if it has failed with something else. */
  public static @Nullable GroupRefused in(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof GroupRefused refused ? refused : null;
  }
}
