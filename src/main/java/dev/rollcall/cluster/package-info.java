/**
 * How a node joins its cluster (a cluster of one included) and how messages between nodes are
 * written.
 *
 * <p>Read {@code dev.rollcall.cluster.NodeConfig} first. Knows nothing of sets or connections.
 */
@NullMarked
package dev.rollcall.cluster;

import org.jspecify.annotations.NullMarked;
