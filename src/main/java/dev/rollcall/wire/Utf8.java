package dev.rollcall.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tells text from bytes that are none. */
public final class Utf8 {
  private Utf8() {}

  /** Whether the bytes from {@code start} (inclusive) to {@code end} (exclusive) are UTF-8. */
  public static boolean isValid(byte[] bytes, int start, int end) {
    int from = start;
    while (from < end && bytes[from] >= 0) {
      from++;
    }
    if (from == end) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, end - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
