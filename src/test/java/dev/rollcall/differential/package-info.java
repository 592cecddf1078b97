/**
 * The same random requests to a redis-server and to Rollcall, and what they answer side by side.
 *
 * <p>Read {@code dev.rollcall.differential.DifferentialIT} first.
 */
@NullMarked
package dev.rollcall.differential;

import org.jspecify.annotations.NullMarked;
