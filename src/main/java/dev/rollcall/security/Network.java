package dev.rollcall.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.bouncycastle.util.IPAddress;

/**
 * A range of addresses, written as {@code 10.0.0.0/8}, {@code fd00::/8} or one address (RFC 4632,
 * RFC 4291). Immutable.
 *
 * @param address its first address
 * @param bits how many bits at their beginning its addresses share
 */
public record Network(InetAddress address, int bits) {

  /** Reads a network; empty where the text is none. Never looks up a name. */
  public static Optional<Network> parse(String text) {
    int slash = text.indexOf('/');
    Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int most = address.get().getAddress().length * Byte.SIZE;
    String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
      return Optional.empty();
    }
    return Optional.of(new Network(address.get(), Integer.parseInt(length)));
  }

  /** Reads an address of IPv4 or IPv6; empty where the text is none. Never looks up a name. */
  public static Optional<InetAddress> address(String text) {
    if (!IPAddress.isValid(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Whether an address is one of these. */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] others = other.getAddress();
    if (mine.length != others.length) {
      return false;
    }
    for (int i = 0; i < mine.length; i++) {
      int shared = Math.max(0, Math.min(Byte.SIZE, bits - i * Byte.SIZE));
      int mask = (0xff00 >> shared) & 0xff;
      if (((mine[i] ^ others[i]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + bits;
  }
}
