package dev.rollcall.edge.http;

import java.net.InetAddress;

/**
 * Who sent a request.
 *
 * @param address the socket's address or, behind a trusted proxy, the one the proxy vouches for
 * @param tls whether nobody on the way could read along, as far as this server knows
 */
public record Client(InetAddress address, boolean tls) {}
