package dev.rollcall.lookup;

import java.nio.file.Path;

/**
 * A source was changed while it was read; what was read is of no use, the reading may be retried.
 */
public final class SourceChangedException extends Exception {
  private static final long serialVersionUID = 1L;

  SourceChangedException(Path source) {
    super(source + " was changed while it was read", null, false, false);
  }
}
