package dev.rollcall.lookup;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A small file of {@code key=value} lines, readable to people, whose last line is a checksum of the
 * others. Numbers are decimal, 64-bit patterns hexadecimal. Not thread-safe.
 */
final class CheckedText {
  private static final String CHECKSUM = "checksum=";

  /** Larger files are none of ours. */
  private static final int BYTES_MAX = 64 * 1024;

  private final Path file;
  private final Map<String, String> values;

  private CheckedText(Path file, Map<String, String> values) {
    this.file = file;
    this.values = values;
  }

  /** A text that is to be written to a file. */
  static CheckedText empty(Path file) {
    return new CheckedText(file, new LinkedHashMap<>());
  }

  /**
   * Reads a file.
   *
   * @throws DamageException if it is missing or not as it was written
   */
  static CheckedText read(Path file) throws IOException {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new DamageException(file, "it is too large");
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int last = text.lastIndexOf(CHECKSUM);
      if (last < 0 || !text.substring(last).equals(checksumLine(bytes, last))) {
        throw new DamageException(file, "its checksum differs");
      }
      Map<String, String> values = new HashMap<>();
      for (String line : text.substring(0, last).split("\n", -1)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1));
        }
      }
      return new CheckedText(file, values);
    } catch (NoSuchFileException e) {
      throw new DamageException(file, "it is missing");
    }
  }

  CheckedText put(String key, String value) {
    values.put(key, value);
    return this;
  }

  CheckedText put(String key, long value) {
    return put(key, Long.toString(value));
  }

  CheckedText putBits(String key, long value) {
    return put(key, Long.toHexString(value));
  }

  String text(String key) throws DamageException {
    String value = values.get(key);
    if (value == null) {
      throw new DamageException(file, key + " is missing");
    }
    return value;
  }

  long number(String key) throws DamageException {
    return parsed(key, 10);
  }

  long bits(String key) throws DamageException {
    return parsed(key, 16);
  }

  /** Writes the file and forces it to the disk. */
  void write() throws IOException {
    StringBuilder text = new StringBuilder();
    values.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    String last = checksumLine(bytes, bytes.length);
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap((text + last).getBytes(StandardCharsets.ISO_8859_1));
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private long parsed(String key, int radix) throws DamageException {
    String text = text(key);
    try {
      return radix == 16 ? Long.parseUnsignedLong(text, radix) : Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new DamageException(file, key + " is not a number");
    }
  }

  private static String checksumLine(byte[] bytes, int length) {
    long checksum = Hashing.xxh3_64().hashBytesToLong(bytes, 0, length);
    return CHECKSUM + Long.toHexString(checksum) + "\n";
  }
}
