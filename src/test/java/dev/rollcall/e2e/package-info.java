/** The built jar, run and asked as a user would. */
@NullMarked
package dev.rollcall.e2e;

import org.jspecify.annotations.NullMarked;
