package dev.rollcall.broadcast;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The name of a channel or a pattern: any bytes. Ordered, so that a table whose keys were chosen to
 * collide stays a tree and not a list.
 */
final class ChannelName implements Comparable<ChannelName> {
  private final byte[] bytes;
  private final int hash;

  /** What matches this pattern, where it is one and was asked. */
  private volatile @Nullable Predicate<byte[]> matcher;

  /** A name that is these bytes, which nobody writes to any more. */
  ChannelName(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** The bytes themselves; not to be written to. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  /** Whether this pattern matches a channel. */
  boolean matches(ChannelName channel, Function<byte[], Predicate<byte[]>> reader) {
    Predicate<byte[]> known = matcher;
    if (known == null) {
      known = reader.apply(bytes);
      matcher = known;
    }
    return known.test(channel.bytes);
  }

  @Override
  public int compareTo(ChannelName other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelName name
        && hash == name.hash
        && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
