package dev.rollcall.security;

import dev.rollcall.base.UserError;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** The host names and addresses that a certificate is good for. Immutable. */
final class HostNames {
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  private static final int DNS_NAME_LENGTH_MAX = 253;

  private final SortedSet<String> names;

  private HostNames(Collection<String> names) {
    this.names = new TreeSet<>(names);
  }

  static HostNames none() {
    return new HostNames(List.of());
  }

  /** This machine as its own clients call it. */
  static HostNames loopback() {
    return of(List.of("localhost", "127.0.0.1", "::1"));
  }

  /**
   * Names and addresses as a user gives them.
   *
   * @throws UserError if one of them is neither a host name nor an IP address
   */
  static HostNames of(Collection<String> hosts) {
    return new HostNames(hosts.stream().map(HostNames::normalized).toList());
  }

  /** The alternative names of a certificate. */
  static HostNames in(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return none();
      }
      return of(
          names.stream()
              .filter(name -> isHost((Integer) name.get(0)))
              .map(name -> (String) name.get(1))
              .toList());
    } catch (CertificateParsingException e) {
      return none();
    }
  }

  HostNames and(HostNames others) {
    SortedSet<String> all = new TreeSet<>(names);
    all.addAll(others.names);
    return new HostNames(all);
  }

  boolean containsAll(HostNames others) {
    return names.containsAll(others.names);
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  GeneralName[] generalNames() {
    return names.stream().map(HostNames::generalName).toArray(GeneralName[]::new);
  }

  @Override
  public String toString() {
    return String.join(", ", names);
  }

  private static boolean isHost(int kind) {
    return kind == GeneralName.dNSName || kind == GeneralName.iPAddress;
  }

  private static GeneralName generalName(String name) {
    int kind = IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName;
    return new GeneralName(kind, name);
  }

  private static String normalized(String host) {
    try {
      if (IPAddress.isValid(host)) {
        // A literal is never looked up; this only brings its many spellings into one.
        return InetAddress.getByName(host).getHostAddress();
      }
      String name = IDN.toASCII(host).toLowerCase(Locale.ROOT);
      if (name.length() <= DNS_NAME_LENGTH_MAX && DNS_NAME.matcher(name).matches()) {
        return name;
      }
    } catch (UnknownHostException | IllegalArgumentException e) {
      // Told below, like every other name that is none.
    }
    throw UserError.configuration("host " + host + ": is neither a host name nor an IP address");
  }
}
