package dev.rollcall.checker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what clients do, one JSON object a line, in the order of their times. A client
 * records INVOKE before it sends and everything else after it has received. Thread-safe; several
 * processes of one machine may each have one, since they share the clock.
 */
public final class Recorder implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BufferedWriter lines;

  public Recorder(Path file) throws IOException {
    lines = Files.newBufferedWriter(file);
  }

  /** A step of an append; {@code id} only where the log's place is known. */
  public void append(Phase phase, String connection, String value, @Nullable String id) {
    record(connection, Kind.APPEND, phase, value, id, null);
  }

  /** A step of a follower that is no message. */
  public void follow(Phase phase, String follower, @Nullable String after) {
    record(follower, Kind.FOLLOW, phase, null, after, null);
  }

  /** A step of a read that is no message. */
  public void read(Phase phase, String read, @Nullable String after) {
    record(read, Kind.READ, phase, null, after, null);
  }

  /** A message that somebody received. */
  public void item(Kind kind, String process, String id, String value) {
    record(process, kind, Phase.ITEM, value, id, null);
  }

  /** The word that messages between these two IDs are not kept any more. */
  public void trimmed(Kind kind, String process, String from, String to) {
    record(process, kind, Phase.TRIMMED, null, from, to);
  }

  private synchronized void record(
      String process,
      Kind kind,
      Phase phase,
      @Nullable String value,
      @Nullable String id,
      @Nullable String to) {
    Step step = new Step(System.nanoTime(), process, kind, phase, value, id, to);
    try {
      lines.write(JSON.writeValueAsString(step));
      lines.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    lines.close();
  }

  /** What several recorders wrote, in the order of time. */
  public static List<Step> readAll(Path... files) throws IOException {
    List<Step> steps = new ArrayList<>();
    for (Path file : files) {
      for (String line : Files.readAllLines(file)) {
        steps.add(step(line));
      }
    }
    steps.sort(Comparator.comparingLong(Step::at));
    return steps;
  }

  private static Step step(String line) throws JsonProcessingException {
    return JSON.readValue(line, Step.class);
  }
}
