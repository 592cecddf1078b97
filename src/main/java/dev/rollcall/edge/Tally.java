package dev.rollcall.edge;

import dev.rollcall.base.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session has been asked since its connection looked last: requests, and errors it told its
 * client. Not thread-safe.
 */
public final class Tally {
  private int requests;
  private @Nullable EnumMap<ErrorCode, Integer> errors;

  /** So many requests are taken up. */
  public void asked(int count) {
    requests += count;
  }

  /** The client is told of so many errors of a kind. */
  public void failed(ErrorCode code, int count) {
    if (count == 0) {
      return;
    }
    EnumMap<ErrorCode, Integer> known = errors;
    if (known == null) {
      known = new EnumMap<>(ErrorCode.class);
      errors = known;
    }
    known.merge(code, count, Integer::sum);
  }

  int requests() {
    return requests;
  }

  Map<ErrorCode, Integer> errors() {
    return errors == null ? Map.of() : errors;
  }

  /** All of it was looked at. */
  void clear() {
    requests = 0;
    errors = null;
  }
}
