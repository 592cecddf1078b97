/**
 * Listeners and connections: one actor per connection between a byte stream and a protocol's
 * session, with its limits and deadlines.
 *
 * <p>Read {@code dev.rollcall.edge.Connection} first. Knows nothing of what a protocol says.
 */
@NullMarked
package dev.rollcall.edge;

import org.jspecify.annotations.NullMarked;
