/**
 * The command line.
 *
 * <p>Read {@code dev.rollcall.cli.Rollcall} first.
 */
@NullMarked
package dev.rollcall.cli;

import org.jspecify.annotations.NullMarked;
