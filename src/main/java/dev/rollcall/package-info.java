/** The entry point only. */
@NullMarked
package dev.rollcall;

import org.jspecify.annotations.NullMarked;
