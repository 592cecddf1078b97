package dev.rollcall.broadcast;

import java.util.Arrays;

/**
 * The name of a channel or a pattern: any bytes. Ordered, so that a table whose keys were chosen to
 * collide stays a tree and not a list.
 */
final class ChannelName implements Comparable<ChannelName> {
  private final byte[] bytes;
  private final int hash;

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
