/**
 * Tells from what clients did and saw whether a message log has kept its word.
 *
 * <p>Read {@code dev.rollcall.checker.Checker} first. Knows nothing of the server: neither its
 * classes nor its protocols.
 */
@NullMarked
package dev.rollcall.checker;

import org.jspecify.annotations.NullMarked;
