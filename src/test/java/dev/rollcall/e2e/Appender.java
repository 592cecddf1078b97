package dev.rollcall.e2e;

import dev.rollcall.checker.Recorder;
import dev.rollcall.checker.Step.Phase;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.Set;

/**
 * A client that appends: some messages at once, then it waits for their answers, over and over, and
 * comes back with a new connection whenever one is lost. Every other one uses {@code /send} and is
 * told IDs, the rest send plain messages.
 */
final class Appender implements Load.Client {
  private static final int PIPELINE_MAX = 32;
  private static final int PADDING_MAX = 100;
  private static final int PAUSE_MILLIS = 20;

  /** Errors that do not say that nothing was stored. */
  private static final Set<String> OUTCOME_UNKNOWN = Set.of("TIMEOUT", "STORE-FAILED");

  private final int number;
  private final LogServer server;
  private final Recorder recorder;
  private final Load load;
  private final Random random;
  private final Deque<String> unanswered = new ArrayDeque<>();
  private int connections;
  private int sent;

  Appender(int number, LogServer server, Recorder recorder, Load load, long seed) {
    this.number = number;
    this.server = server;
    this.recorder = recorder;
    this.load = load;
    this.random = new Random(seed + number);
  }

  @Override
  public void live(Load.Life life) throws InterruptedException {
    while (life.goesOn()) {
      String connection = "appender-" + number + "." + connections++;
      try (LineSocket socket = server.connect()) {
        while (life.goesOn()) {
          exchange(socket, connection);
        }
      } catch (IOException e) {
        unanswered.forEach(value -> recorder.append(Phase.INFO, connection, value, null));
        unanswered.clear();
        server.pause(PAUSE_MILLIS);
      }
    }
  }

  private void exchange(LineSocket socket, String connection)
      throws IOException, InterruptedException {
    StringBuilder batch = new StringBuilder();
    for (int count = 1 + random.nextInt(PIPELINE_MAX); count > 0; count--) {
      String value = "c" + number + "-" + sent++ + "-" + "x".repeat(random.nextInt(PADDING_MAX));
      recorder.append(Phase.INVOKE, connection, value, null);
      unanswered.add(value);
      batch.append(number % 2 == 0 ? "/send " + LogServer.TOPIC + " " : "").append(value);
      batch.append('\n');
    }
    socket.send(batch.toString());
    boolean refused = false;
    while (!unanswered.isEmpty()) {
      refused |= !take(socket.answer(), connection, unanswered.element());
      unanswered.remove();
    }
    if (refused) {
      server.pause(PAUSE_MILLIS);
    }
  }

  private boolean take(String answer, String connection, String value) {
    if (answer.equals("ACK") || answer.startsWith("OK ")) {
      String id = answer.equals("ACK") ? null : answer.substring(3);
      recorder.append(Phase.OK, connection, value, id);
      load.acks().add();
      return true;
    }
    if (!answer.startsWith("ERROR ")) {
      throw new AssertionError("no answer to an append: " + answer);
    }
    boolean unknown = OUTCOME_UNKNOWN.contains(answer.split(" ", -1)[1]);
    load.refused(answer);
    recorder.append(unknown ? Phase.INFO : Phase.FAIL, connection, value, null);
    return false;
  }
}
