/**
 * The commands that measure, and what they draw.
 *
 * <p>Read {@code dev.rollcall.cli.bench.BenchLookupCommand} first. Knows nothing of the server's
 * inside but its processor time.
 */
@NullMarked
package dev.rollcall.cli.bench;

import org.jspecify.annotations.NullMarked;
