/**
 * What every other package stands on: error codes, settings helpers, byte ranges, escaping.
 *
 * <p>Read {@code dev.rollcall.base.ConfigReader} first. Knows nothing of Pekko, sockets or sets.
 */
@NullMarked
package dev.rollcall.base;

import org.jspecify.annotations.NullMarked;
