package dev.rollcall.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/** How much this process logs. */
public final class LogThreshold {
  private static final List<String> OWN = List.of("dev.rollcall", "rollcall.requests");

  private LogThreshold() {}

  /**
   * Logs what is at least as grave as {@code level}: {@code debug}, {@code info}, {@code warning},
   * {@code error}, or nothing for {@code none}. What libraries have to say is logged from warnings
   * on.
   */
  public static void set(String level) {
    Level threshold =
        switch (level) {
          case "none" -> Level.OFF;
          case "warning" -> Level.WARN;
          default -> Level.toLevel(level, Level.INFO);
        };
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    OWN.forEach(name -> context.getLogger(name).setLevel(threshold));
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(threshold.isGreaterOrEqual(Level.WARN) ? threshold : Level.WARN);
  }
}
