/**
 * Exact membership: immutable segments on disk, their building and loading, and the sharded
 * partitions that answer for them.
 *
 * <p>Read {@code dev.rollcall.lookup.Membership} first, then {@link dev.rollcall.lookup.Segment}.
 * Knows nothing of connections, frames or protocols.
 */
@NullMarked
package dev.rollcall.lookup;

import org.jspecify.annotations.NullMarked;
