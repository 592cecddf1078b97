/** Tests of the message log. */
@NullMarked
package dev.rollcall.broadcast;

import org.jspecify.annotations.NullMarked;
