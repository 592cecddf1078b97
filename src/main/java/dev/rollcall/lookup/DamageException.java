package dev.rollcall.lookup;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a generation is not as it was written: a piece is missing or a checksum differs. */
public final class DamageException extends IOException {
  private static final long serialVersionUID = 1L;

  DamageException(Path file, String what) {
    super(file + " is damaged: " + what);
  }
}
