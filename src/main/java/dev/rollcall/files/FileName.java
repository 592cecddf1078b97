package dev.rollcall.files;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What may be the name of one entry of a directory. */
final class FileName {
  /** The longest that Linux file systems have; the system's error for longer ones tells no more. */
  private static final int BYTES_MAX = 255;

  private FileName() {}

  /** The name as a path of one element; empty if it cannot be one. */
  static Optional<Path> of(byte[] name) {
    if (name.length > BYTES_MAX) {
      return Optional.empty();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
      return isName(text) ? Optional.of(Path.of(text)) : Optional.empty();
    } catch (CharacterCodingException | InvalidPathException e) {
      // The latter where the process's locale has no such character in file names.
      return Optional.empty();
    }
  }

  /**
   * Whether a text can be one name. The backslash is refused although it could: browsers and other
   * systems take it for a slash. So is the character that stands for bytes that are no text.
   */
  static boolean isName(String text) {
    return !text.isEmpty()
        && !text.equals(".")
        && !text.equals("..")
        && text.chars().noneMatch(c -> c == 0 || c == '/' || c == '\\' || c == '\ufffd');
  }
}
