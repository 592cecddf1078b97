/**
 * The server as a whole: settings, start, readiness, graceful stop.
 *
 * <p>Read {@code dev.rollcall.app.Guardian} first.
 */
@NullMarked
package dev.rollcall.app;

import org.jspecify.annotations.NullMarked;
