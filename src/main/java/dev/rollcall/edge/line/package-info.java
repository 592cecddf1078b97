/**
 * The protocols of the originals: lookup, relay, stamp and message; and echo.
 *
 * <p>Read {@code dev.rollcall.edge.line.LineSession} first. Knows nothing of sockets and actors.
 */
@NullMarked
package dev.rollcall.edge.line;

import org.jspecify.annotations.NullMarked;
