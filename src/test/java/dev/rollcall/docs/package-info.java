/**
 * Holds the documents to their word: links resolve, keys exist, recipes work as written.
 *
 * <p>Read {@code dev.rollcall.docs.Recipe} first.
 */
@NullMarked
package dev.rollcall.docs;

import org.jspecify.annotations.NullMarked;
