/**
 * Pure codecs: bytes to values and back.
 *
 * <p>Read {@code dev.rollcall.wire.LineDecoder} first. Knows nothing of actors, sockets or sets.
 */
@NullMarked
package dev.rollcall.wire;

import org.jspecify.annotations.NullMarked;
