/**
 * The durable message log: topics, their history, and whoever follows them.
 *
 * <p>Read {@code dev.rollcall.broadcast.Topic} first. Knows nothing of connections and protocols.
 */
@NullMarked
package dev.rollcall.broadcast;

import org.jspecify.annotations.NullMarked;
