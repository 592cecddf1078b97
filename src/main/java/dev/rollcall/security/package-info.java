/**
 * TLS material: development certificates, and engines for both sides of a connection.
 *
 * <p>Read {@code dev.rollcall.security.TlsContext} first. Knows nothing of listeners or protocols.
 */
@NullMarked
package dev.rollcall.security;

import org.jspecify.annotations.NullMarked;
