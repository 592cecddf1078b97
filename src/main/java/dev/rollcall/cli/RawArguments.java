package dev.rollcall.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The bytes of command-line arguments. Java decodes arguments by the locale, and in the locale of a
 * container or a timer, which knows ASCII alone, every other character is lost; an exact lookup
 * needs the bytes that the user gave.
 */
final class RawArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /** What Java puts in place of bytes that the locale cannot decode. */
  private static final char LOST = '\ufffd';

  private final List<byte[]> raw;

  RawArguments(byte[] commandLine) {
    this.raw = split(commandLine);
  }

  /** The arguments of this process; none where the system does not tell. */
  static RawArguments ofProcess() {
    try {
      return new RawArguments(
          Files.exists(COMMAND_LINE) ? Files.readAllBytes(COMMAND_LINE) : new byte[0]);
    } catch (IOException e) {
      return new RawArguments(new byte[0]);
    }
  }

  /** The texts as bytes: UTF-8, or what the process was given where Java lost some of it. */
  List<byte[]> bytesOf(List<String> texts) {
    Deque<byte[]> candidates = new ArrayDeque<>(raw);
    List<byte[]> bytes = new ArrayList<>();
    for (String text : texts) {
      bytes.add(isLossy(text) ? nextAlike(text, candidates) : utf8(text));
    }
    return bytes;
  }

  private static boolean isLossy(String text) {
    return text.chars().anyMatch(c -> c == LOST || Character.isSurrogate((char) c) || c > 0x7f);
  }

  private static byte[] nextAlike(String text, Deque<byte[]> candidates) {
    for (byte[] c = candidates.pollFirst(); c != null; c = candidates.pollFirst()) {
      if (isAlike(text, c)) {
        return c;
      }
    }
    return utf8(text);
  }

  /** Whether the ASCII characters of both are the same, in the same order. */
  private static boolean isAlike(String text, byte[] bytes) {
    StringBuilder ascii = new StringBuilder();
    boolean others = false;
    for (byte b : bytes) {
      if (b >= 0) {
        ascii.append((char) b);
      } else {
        others = true;
      }
    }
    return others && ascii.toString().equals(text.replaceAll("[^\\x00-\\x7f]", ""));
  }

  private static List<byte[]> split(byte[] commandLine) {
    List<byte[]> arguments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        arguments.add(Arrays.copyOfRange(commandLine, start, i));
        start = i + 1;
      }
    }
    return arguments;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
