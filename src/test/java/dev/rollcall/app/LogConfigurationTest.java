package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The logging that is delivered in {@code conf/logback.xml}, with what strangers may send. */
class LogConfigurationTest {
  private static final String HOSTILE = "query a\r\n2030-01-01 ERROR forged" + (char) 0x1b + "[2J";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void writesOneRecordAsOneLine(String format) throws Exception {
    LoggerContext context = configured("conf/logback.xml", format);
    Logger logger = context.getLogger("dev.rollcall.edge.Connection");
    logger.info(HOSTILE);
    logger.error(HOSTILE, new IllegalStateException(HOSTILE));
    logger.debug("not asked for");
    context.stop();

    List<String> server = Files.readAllLines(directory.resolve("server.log"));
    assertThat(server).hasSize(2);
    assertThat(String.join("", server)).doesNotContain(Character.toString(0x1b));
    assertThat(server).allMatch(line -> line.startsWith("{\"") == format.equals("json"));
    List<String> errors = Files.readAllLines(directory.resolve("errors.log"));
    assertThat(errors).singleElement().asString().contains(" ERROR ").contains("a\\r\\n2030");
  }

  @Test
  void lineOfTextTellsTimeLevelThreadClassAndMessage() throws Exception {
    LoggerContext context = configured("conf/logback.xml", "text");
    context.getLogger("dev.rollcall.edge.Connection").info("opened");
    context.stop();
    assertThat(Files.readString(directory.resolve("server.log")))
        .matches("[-0-9]{10} [:0-9]{8}\\.\\d{3} INFO {2}\\[main] Connection opened\n");
  }

  @Test
  void librariesAreHeardOnlyWhenSomethingIsWrong() throws Exception {
    LoggerContext context = configured("conf/logback.xml", "text");
    Logger library = context.getLogger("org.apache.pekko.actor.ActorSystem");
    library.info("chatter");
    library.warn("trouble");
    context.stop();
    assertThat(Files.readAllLines(directory.resolve("server.log"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/logback.xml", "src/main/resources/logback.xml"})
  void queriesAreLoggedWhereAListenerAsksForIt(String file) throws Exception {
    LoggerContext context = configured(file, "text");
    assertThat(context.getLogger("rollcall.queries").isInfoEnabled()).isTrue();
    context.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/logback.xml", "src/main/resources/logback.xml"})
  void whatListenersReceiveIsLogged(String file) throws Exception {
    LoggerContext context = configured(file, "text");
    for (String name : List.of("rollcall.relay", "rollcall.stamp", "rollcall.message")) {
      assertThat(context.getLogger(name).isInfoEnabled()).isTrue();
    }
    context.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/logback.xml", "src/main/resources/logback.xml"})
  void relayPrintsItsLineAlone(String file) throws Exception {
    LoggerContext context = configured(file, "text");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Appender<ILoggingEvent> console = context.getLogger("rollcall.relay").getAppender("relay");
    assertThat(console).isInstanceOf(ConsoleAppender.class);
    ((ConsoleAppender<ILoggingEvent>) console).setOutputStream(printed);
    context.getLogger("rollcall.relay").info("[relay] 4711: {}", "a\nready\u001b[2J");
    context.stop();
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo("[relay] 4711: a\\nready\\x1b[2J\n");
  }

  @Test
  void builtInConfigurationIsValid() throws Exception {
    LoggerContext context = configured("src/main/resources/logback.xml", "text");
    assertThat(context.getLogger("dev.rollcall").getLevel()).hasToString("INFO");
    context.stop();
  }

  private LoggerContext configured(String file, String format) throws JoranException, IOException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("LOG_DIR", directory.toString());
    context.putProperty("LOG_FORMAT", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Path.of(file).toFile());
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(status -> status.getLevel() >= Status.WARN)
        .isEmpty();
    // The build's own output is not what is tested.
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender("console");
    return context;
  }
}
