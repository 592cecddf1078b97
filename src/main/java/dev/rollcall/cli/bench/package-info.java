/**
 * The commands that measure, and what they draw.
 *
 * <p>Read {@code dev.rollcall.cli.bench.BenchLookupCommand} first, or {@code IndexComparison} for
 * what needs no server. Knows nothing of a server's inside but its processor time and the segments
 * it answers from.
 */
@NullMarked
package dev.rollcall.cli.bench;

import org.jspecify.annotations.NullMarked;
