package dev.rollcall.e2e;

import dev.rollcall.checker.FinalLog;
import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.LogId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The jar with one message listener and nothing else, killed and started again on the same data
 * while clients come back by themselves. Thread-safe.
 */
final class LogServer implements AutoCloseable {
  static final String TOPIC = "messages";

  private static final long LIMIT_SECONDS = 60;

  /** Starts as fast as can be: what is tried here is not the compiler. */
  private static final List<String> JVM =
      List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final Path directory;
  private final List<String> jvm;
  private final List<String> arguments = new ArrayList<>(List.of("serve", "-c", "rollcall.conf"));
  private @Nullable RollcallProcess process;
  private int port;
  private int starts;

  /** A server that is not started yet, with its own settings, each as {@code KEY=VALUE}. */
  LogServer(Path directory, List<String> settings) throws IOException {
    this(directory, settings, JVM);
  }

  LogServer(Path directory, List<String> settings, List<String> jvm) throws IOException {
    this.directory = directory;
    this.jvm = jvm;
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    Files.writeString(
        directory.resolve("rollcall.conf"), "rollcall.listeners.message { port = 0 }\n");
  }

  /** Starts the server and waits until it is ready. */
  LogServer start() throws Exception {
    Path javaHome = Path.of(System.getProperty("java.home"));
    RollcallProcess started =
        RollcallProcess.start(jvm, javaHome, directory, arguments.toArray(String[]::new));
    synchronized (this) {
      process = started;
    }
    int bound = started.port("message");
    synchronized (this) {
      port = bound;
      starts++;
      notifyAll();
    }
    return this;
  }

  synchronized RollcallProcess process() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process;
  }

  /** From now on clients wait for the next start. */
  synchronized void down() {
    port = 0;
  }

  /** Ends the server with SIGKILL. */
  void kill() throws InterruptedException {
    down();
    process().kill();
  }

  /** A new connection, as soon as there is a server. */
  LineSocket connect() throws IOException, InterruptedException {
    return new LineSocket(port());
  }

  /** The port, as soon as there is one. */
  synchronized int port() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (port == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("no server within " + LIMIT_SECONDS + " s");
      }
      wait(left);
    }
    return port;
  }

  /** Lets a moment pass for a client that was turned away, less where a server starts meanwhile. */
  synchronized void pause(int millis) throws InterruptedException {
    int before = starts;
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long left = millis;
    while (left > 0 && starts == before) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
  }

  /** The whole log as the server tells it. */
  FinalLog log() throws IOException, InterruptedException {
    try (LineSocket socket = connect()) {
      socket.send("/history " + TOPIC + "\n");
      List<Entry> entries = new ArrayList<>();
      String line = socket.answer();
      while (!line.startsWith("OK ")) {
        entries.add(entry(line));
        line = socket.answer();
      }
      if (Integer.parseInt(line.substring(3)) != entries.size()) {
        throw new AssertionError(entries.size() + " messages, and then: " + line);
      }
      return FinalLog.whole("server", entries);
    }
  }

  /** Reads {@code ID text}. */
  static Entry entry(String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      throw new AssertionError("no message: " + line);
    }
    return new Entry(LogId.parse(line.substring(0, space)), line.substring(space + 1));
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      process.close();
    }
  }
}
