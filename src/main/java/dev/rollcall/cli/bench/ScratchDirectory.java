package dev.rollcall.cli.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new directory that is deleted with all that is in it, when the process is stopped as well. */
final class ScratchDirectory implements Closeable {
  /** Until it ends, a stopped process goes on making files. */
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final Thread hook = new Thread(this::deleteAtEnd, "scratch-deletion");

  private ScratchDirectory(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** A directory inside another, which has to exist. */
  static ScratchDirectory in(Path parent) throws IOException {
    return new ScratchDirectory(Files.createTempDirectory(parent, "rollcall-bench-"));
  }

  Path path() {
    return path;
  }

  /** An empty directory inside this one. */
  Path directory(String name) throws IOException {
    return Files.createDirectory(path.resolve(name));
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being stopped: the hook deletes.
      return;
    }
    delete(path);
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void deleteAtEnd() {
    for (int i = 0; i < ATTEMPTS && Files.exists(path); i++) {
      try {
        delete(path);
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
  }
}
