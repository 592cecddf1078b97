package dev.rollcall.edge.http;

import dev.rollcall.security.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/**
 * The one place where a request is allowed or refused. Without users, clients on this machine may
 * do everything, and others may look up, read and follow.
 *
 * <p>A browser on this machine speaks for whatever page it shows. So a request from this machine
 * has to ask for this machine by a name that no stranger can have pointed at it (DNS rebinding),
 * and a page of another server may neither change anything nor open a WebSocket (RFC 6454, RFC 6455
 * section 10.2). Immutable.
 */
public final class Access implements Filter {
  private static final List<HttpMethod> READING =
      List.of(HttpMethods.GET, HttpMethods.HEAD, HttpMethods.OPTIONS);

  private final String machine;

  /**
   * @param machine this machine's name
   */
  Access(String machine) {
    this.machine = machine.toLowerCase(Locale.ROOT);
  }

  /** For this machine. */
  public static Access ofThisMachine() {
    try {
      return new Access(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return new Access("localhost");
    }
  }

  @Override
  public CompletionStage<HttpResponse> handle(Exchange exchange, Handler next) {
    boolean local = exchange.client().address().isLoopbackAddress();
    boolean reads = reads(exchange);
    if (local && !isOwn(host(exchange))) {
      throw refused(
          "The name by which you ask for this server is not this machine's: use localhost or an"
              + " address, or list your proxy in rollcall.http.trusted-proxies.");
    }
    if ((!reads || switches(exchange)) && isOfAnotherServer(exchange)) {
      throw refused(
          "A page of another server may not do this here; the header field Origin says whose it"
              + " is.");
    }
    if (!local && !reads) {
      throw refused(
          "Only clients on the server's own machine may change anything, since the server has no"
              + " users: ask it there, through 127.0.0.1.");
    }
    return next.handle(exchange);
  }

  private static Fault refused(String detail) {
    return new Fault(StatusCodes.FORBIDDEN, detail);
  }

  /** Asking for many strings of a set takes a body, and changes nothing. */
  private static boolean reads(Exchange exchange) {
    HttpMethod method = exchange.request().method();
    String[] path = exchange.target().rawPath().split("/", -1);
    boolean asksForMany =
        method.equals(HttpMethods.POST)
            && path.length == 4
            && path[1].equals("api")
            && path[2].equals("sets");
    return READING.contains(method) || asksForMany;
  }

  private static boolean switches(Exchange exchange) {
    return exchange.request().getHeader("Upgrade").isPresent();
  }

  // ---- Names

  /** The name in Host, without its port; empty where a client of HTTP/1.0 names none. */
  private static Optional<String> host(Exchange exchange) {
    return exchange.request().getHeader("Host").map(HttpHeader::value).map(Access::withoutPort);
  }

  private static String withoutPort(String authority) {
    int colon = authority.indexOf(':', authority.indexOf(']') + 1);
    return (colon < 0 ? authority : authority.substring(0, colon)).toLowerCase(Locale.ROOT);
  }

  private boolean isOwn(Optional<String> host) {
    return host.isEmpty()
        || host.get().equals("localhost")
        || host.get().endsWith(".localhost")
        || host.get().equals(machine)
        || Network.address(withoutBrackets(host.get())).isPresent();
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean isOfAnotherServer(Exchange exchange) {
    Optional<String> origin = exchange.request().getHeader("Origin").map(HttpHeader::value);
    Optional<String> asked = exchange.request().getHeader("Host").map(HttpHeader::value);
    return origin.isPresent()
        && !(asked.isPresent() && isOrigin(origin.get().toLowerCase(Locale.ROOT), asked.get()));
  }

  /** The port may be left out on either side where it is the scheme's. */
  private static boolean isOrigin(String origin, String host) {
    int slashes = origin.indexOf("://");
    if (slashes < 0) {
      return false;
    }
    String usual = origin.startsWith("https:") ? ":443" : ":80";
    return withPort(origin.substring(slashes + "://".length()), usual)
        .equals(withPort(host.toLowerCase(Locale.ROOT), usual));
  }

  private static String withPort(String authority, String usual) {
    return withoutPort(authority).length() == authority.length() ? authority + usual : authority;
  }
}
