/**
 * Files that strangers may ask for by name, and no others. Read {@link dev.rollcall.files.Jail}
 * first. Knows nothing of how they are asked for.
 */
@NullMarked
package dev.rollcall.files;

import org.jspecify.annotations.NullMarked;
