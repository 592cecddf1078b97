/**
 * The client library: pooled connections to a Rollcall server.
 *
 * <p>Read {@code dev.rollcall.client.LookupClient} first. Knows nothing of the server's inside.
 */
@NullMarked
package dev.rollcall.client;

import org.jspecify.annotations.NullMarked;
