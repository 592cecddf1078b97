/** A real browser for tests of pages. Read {@link dev.rollcall.browser.Browser} first. */
@NullMarked
package dev.rollcall.browser;

import org.jspecify.annotations.NullMarked;
