/**
 * The protocols of lines: lookup and echo.
 *
 * <p>Read {@code dev.rollcall.edge.line.LineSession} first. Knows nothing of sockets and actors.
 */
@NullMarked
package dev.rollcall.edge.line;

import org.jspecify.annotations.NullMarked;
