package dev.rollcall.app;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The log files that a server keeps besides its console: {@code server.log} with everything, {@code
 * errors.log} with warnings and errors; new ones by day and size, old ones deleted. An
 * administrator's own logback configuration takes their place.
 */
final class LogFiles implements AutoCloseable {
  private static final String OWN_CONFIGURATION = "logback.configurationFile";
  private static final String BUILT_IN = "logback-files.xml";
  private static final String DIRECTORY = "LOG_FILES";
  private static final List<String> APPENDERS = List.of("server", "errors");

  private final LoggerContext context;

  private LogFiles(LoggerContext context) {
    this.context = context;
  }

  /**
   * Begins to write, unless logging has a configuration of its own.
   *
   * @param directory made where it is missing; empty for no files
   * @throws UserError if a file cannot be written
   */
  static LogFiles open(Optional<Path> directory) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LogFiles files = new LogFiles(context);
    if (directory.isPresent() && System.getProperty(OWN_CONFIGURATION) == null) {
      requireWritable(directory.get());
      files.attach(directory.get());
    }
    return files;
  }

  /** Begins to write the files of any context. */
  static LogFiles in(LoggerContext context, Path directory) {
    LogFiles files = new LogFiles(context);
    files.attach(directory);
    return files;
  }

  /** Ends the files; the console stays. */
  @Override
  public void close() {
    for (Logger logger : context.getLoggerList()) {
      for (String name : APPENDERS) {
        Appender<ILoggingEvent> appender = logger.getAppender(name);
        if (appender != null) {
          logger.detachAppender(appender);
          appender.stop();
        }
      }
    }
  }

  private void attach(Path directory) {
    context.putProperty(DIRECTORY, directory.toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL builtIn = LogFiles.class.getClassLoader().getResource(BUILT_IN);
    try {
      // Configured in addition: what the console has stays.
      configurator.doConfigure(Objects.requireNonNull(builtIn, BUILT_IN));
    } catch (JoranException e) {
      throw new IllegalStateException("the program is incomplete: " + BUILT_IN, e);
    }
  }

  /** Logback would go on without a file that it cannot open, and nobody would hear of it. */
  private static void requireWritable(Path directory) {
    try {
      Files.createDirectories(directory);
      for (String name : APPENDERS) {
        Path file = directory.resolve(name + ".log");
        try (OutputStream out =
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          out.flush();
        }
      }
    } catch (IOException e) {
      throw UserError.configuration(
          "rollcall.logs.directory = "
              + directory
              + ": must be a directory whose files can be written, or \"\" for none ("
              + e
              + ")");
    }
  }
}
