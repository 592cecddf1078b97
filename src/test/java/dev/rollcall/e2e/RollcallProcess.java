package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The jar in a process of its own, in a directory of its own. */
public final class RollcallProcess implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final List<String> out = new ArrayList<>();
  private final CompletableFuture<String> err;
  private final Thread reader;
  private boolean ended;

  private RollcallProcess(Process process) {
    this.process = process;
    this.err = CompletableFuture.supplyAsync(() -> readAll(process.getErrorStream()));
    this.reader = new Thread(this::readOut, "stdout of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** What a finished run left. */
  public record Result(int status, List<String> out, String err) {}

  /**
   * The Java homes to try everything on: the one that runs the tests, and a newer one if there is.
   */
  public static Stream<Path> javaHomes() {
    Path current = Path.of(System.getProperty("java.home"));
    Path parent = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(parent)) {
      return Stream.of(current);
    }
    try (Stream<Path> homes = Files.list(parent)) {
      List<Path> newer =
          homes
              .filter(home -> home.getFileName().toString().matches(".*-25-.*"))
              .filter(home -> Files.isExecutable(home.resolve("bin/java")))
              .limit(1)
              .toList();
      return Stream.concat(Stream.of(current), newer.stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the built-in listeners take free ports. */
  public static final List<String> FREE_PORTS =
      Stream.of("lookup", "relay", "stamp", "message", "resp", "http")
          .flatMap(listener -> Stream.of("--set", "listeners." + listener + ".port=0"))
          .toList();

  public static RollcallProcess start(Path javaHome, Path directory, String... arguments)
      throws IOException {
    // Most of these live for seconds: the second compiler takes from them more than it gives.
    return start(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"), javaHome, directory, arguments);
  }

  public static RollcallProcess start(
      List<String> jvm, Path javaHome, Path directory, String... arguments) throws IOException {
    return start(Map.of(), jvm, javaHome, directory, arguments);
  }

  /** Starts with environment variables in addition to those of the tests. */
  public static RollcallProcess start(
      Map<String, String> environment,
      List<String> jvm,
      Path javaHome,
      Path directory,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(jvm);
    command.add("-jar");
    command.add(Path.of("target/rollcall.jar").toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return new RollcallProcess(builder.start());
  }

  /** Runs to the end, with nothing on standard input. */
  public static Result run(Path javaHome, Path directory, String... arguments) throws Exception {
    return run(javaHome, directory, new byte[0], arguments);
  }

  public static Result run(Path javaHome, Path directory, byte[] input, String... arguments)
      throws Exception {
    try (RollcallProcess running = start(javaHome, directory, arguments)) {
      running.process.getOutputStream().write(input);
      running.process.getOutputStream().close();
      return running.awaitEnd();
    }
  }

  private static String readAll(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readOut() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (out) {
          out.add(line);
          out.notifyAll();
        }
      }
    } catch (IOException e) {
      // The process was ended by force; what it had said until then is all there is.
    } finally {
      synchronized (out) {
        ended = true;
        out.notifyAll();
      }
    }
  }

  /** The first line of standard output that starts like this, once it is there. */
  public String awaitLine(String start) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    synchronized (out) {
      while (true) {
        for (String line : out) {
          if (line.startsWith(start)) {
            return line;
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          throw new AssertionError(
              "no line starts with '"
                  + start
                  + "':\n"
                  + String.join("\n", out)
                  + "\n"
                  + errSoFar());
        }
        out.wait(left);
      }
    }
  }

  private String errSoFar() {
    return ended ? err.join() : "";
  }

  /** The port of a listener, once the server is ready. */
  public int port(String listener) throws InterruptedException {
    awaitLine("ready");
    String line = awaitLine("listening " + listener + " ");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends another signal, by its name without SIG. */
  public void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
  }

  /** Ends the process as a power cut would, as far as the process is concerned. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public Result awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + LIMIT_SECONDS + " s");
    }
    reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    synchronized (out) {
      return new Result(process.exitValue(), List.copyOf(out), err.join());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
