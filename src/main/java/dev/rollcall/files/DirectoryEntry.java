package dev.rollcall.files;

import java.time.Instant;

/**
 * A file or directory, as its directory lists it.
 *
 * @param bytes a file's length; of a directory without meaning
 * @param modified when its content was last modified
 */
public record DirectoryEntry(String name, boolean directory, long bytes, Instant modified) {}
