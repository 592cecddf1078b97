package dev.rollcall.cli;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.Escape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.BitSet;
import java.util.List;

/**
 * A file with what a client sent and received, a line each, with local time: {@code >} for sent,
 * {@code <} for received. Bytes that could break a line are escaped. Thread-safe.
 */
class ExchangeLog implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private final Writer writer;

  private ExchangeLog(Writer writer) {
    this.writer = writer;
  }

  /** A log that keeps nothing. */
  static ExchangeLog none() {
    return new ExchangeLog(Writer.nullWriter()) {
      @Override
      void sent(ByteSlices texts) {}

      @Override
      void sent(byte[] bytes) {}

      @Override
      void received(ByteSlices texts, BitSet members) {}

      @Override
      void received(List<String> lines) {}

      @Override
      void received(String line) {}

      @Override
      void received(byte[] bytes, int count) {}

      @Override
      void note(String text) {}
    };
  }

  /** A log at the end of {@code file}. */
  static ExchangeLog to(Path file) throws IOException {
    return new ExchangeLog(
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  void sent(ByteSlices texts) throws IOException {
    StringBuilder lines = new StringBuilder();
    String time = time();
    for (int i = 0; i < texts.count(); i++) {
      lines.append(time).append(" > ");
      lines.append(Escape.bytes(texts.bytes(), texts.start(i), texts.end(i))).append('\n');
    }
    write(lines.toString());
  }

  void sent(byte[] bytes) throws IOException {
    write(time() + " > " + Escape.bytes(bytes, 0, bytes.length) + "\n");
  }

  void received(ByteSlices texts, BitSet members) throws IOException {
    StringBuilder lines = new StringBuilder();
    String time = time();
    for (int i = 0; i < texts.count(); i++) {
      lines.append(time).append(" < ").append(AnswerText.of(members.get(i))).append('\n');
    }
    write(lines.toString());
  }

  void received(List<String> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    String time = time();
    for (String line : lines) {
      text.append(time).append(" < ").append(Escape.text(line)).append('\n');
    }
    write(text.toString());
  }

  void received(String line) throws IOException {
    write(time() + " < " + Escape.text(line) + "\n");
  }

  void received(byte[] bytes, int count) throws IOException {
    write(time() + " < " + Escape.bytes(bytes, 0, count) + "\n");
  }

  /** Notes anything else that happened. */
  void note(String text) throws IOException {
    write(time() + " - " + Escape.text(text) + "\n");
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void write(String lines) throws IOException {
    writer.write(lines);
    writer.flush();
  }

  private static String time() {
    return TIME.format(Instant.now());
  }
}
