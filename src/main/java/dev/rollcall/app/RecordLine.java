package dev.rollcall.app;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import dev.rollcall.base.Escape;

/**
 * Renders a log record's message and its exception as one line: the word {@code %record} of a
 * logback pattern.
 *
 * <p>Messages quote what strangers sent. Characters that would begin another line, move a
 * terminal's cursor or reorder what is read are written as {@code \n}, {@code \xHH} or {@code
 * \}{@code uHHHH}, so that no client can write a record of its own. Thread-safe.
 */
public final class RecordLine extends ClassicConverter {
  private static final String FRAME_SEPARATOR = " | ";

  @Override
  public String convert(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(Escape.controls(String.valueOf(event.getFormattedMessage())));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      ThrowableProxyUtil.asString(thrown)
          .lines()
          .map(String::strip)
          .filter(frame -> !frame.isEmpty())
          .forEach(frame -> line.append(FRAME_SEPARATOR).append(Escape.controls(frame)));
    }
    return line.toString();
  }
}
