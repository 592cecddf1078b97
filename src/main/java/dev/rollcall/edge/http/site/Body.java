package dev.rollcall.edge.http.site;

import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * What of a file is sent, and what between its parts.
 *
 * @param parts in the order in which they are sent
 */
record Body(List<Part> parts) {
  /**
   * A part of the file.
   *
   * @param before sent before it
   * @param start its first byte in the file
   * @param length how many bytes of the file it has; may be none
   */
  record Part(ByteString before, long start, long length) {}

  /** One part and nothing else. */
  static Body of(long start, long length) {
    return new Body(List.of(new Part(ByteString.emptyByteString(), start, length)));
  }

  /** How many bytes are sent. */
  long length() {
    return parts.stream().mapToLong(part -> part.before().size() + part.length()).sum();
  }

  /** Where in the file the last byte that is sent ends. */
  long end() {
    return parts.stream().mapToLong(part -> part.start() + part.length()).max().orElse(0);
  }

  /** The whole, out of a file's content. */
  ByteString of(ByteString content) {
    ByteString whole = ByteString.emptyByteString();
    for (Part part : parts) {
      ByteString bytes = content.slice((int) part.start(), (int) (part.start() + part.length()));
      whole = whole.concat(part.before()).concat(bytes);
    }
    return whole;
  }
}
