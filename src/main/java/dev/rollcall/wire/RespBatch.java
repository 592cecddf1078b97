package dev.rollcall.wire;

import dev.rollcall.base.ByteSlices;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests that one chunk of bytes completes, in their order; each has at least one argument,
 * the first of which is the command's name. The arguments of all are ranges of one array, so that a
 * run of requests can be handed on without copying. Not thread-safe while it is made; safe to share
 * afterwards.
 */
public final class RespBatch {
  private static final int FEW = 16;

  private final ByteSlices arguments;
  private int[] firsts = new int[FEW];
  private int count;
  private @Nullable String error;

  RespBatch(byte[] bytes) {
    this.arguments = new ByteSlices(bytes);
  }

  /** The arguments of all requests. */
  public ByteSlices arguments() {
    return arguments;
  }

  /** How many requests there are. */
  public int count() {
    return count;
  }

  /** The index of a request's first argument among those of all. */
  public int first(int request) {
    return firsts[request];
  }

  /** How many arguments a request has, the command's name among them. */
  public int arguments(int request) {
    int end = request + 1 < count ? firsts[request + 1] : arguments.count();
    return end - firsts[request];
  }

  /**
   * What is wrong with what comes after the requests, as it follows {@code ERR}; null if nothing
   * is. The connection cannot be understood any more after that.
   */
  public @Nullable String error() {
    return error;
  }

  /** Adds a request; its arguments are added next. */
  void begin() {
    if (count == firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * count);
    }
    firsts[count++] = arguments.count();
  }

  void fail(String text) {
    error = text;
  }
}
