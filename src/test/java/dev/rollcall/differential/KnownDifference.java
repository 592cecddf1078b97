package dev.rollcall.differential;

import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/**
 * Where Rollcall answers otherwise than redis-server 7.0 does, on purpose. The page {@code resp.md}
 * lists the same, and those that this test keeps clear of.
 */
enum KnownDifference {
  ;

  private final Pattern request;
  private final BiPredicate<Value, Value> replies;

  KnownDifference(String request, BiPredicate<Value, Value> replies) {
    this.request = Pattern.compile("RESP[23] " + request, Pattern.CASE_INSENSITIVE);
    this.replies = replies;
  }

  static boolean covers(String line, Value expected, Value actual) {
    for (KnownDifference known : values()) {
      if (known.request.matcher(line).lookingAt() && known.replies.test(expected, actual)) {
        return true;
      }
    }
    return false;
  }
}
