package dev.rollcall.e2e;

import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.Recorder;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client that reads history, now and then, from where it read before. */
final class HistoryReader implements Load.Client {
  private static final int PAUSE_MILLIS = 20;
  private static final int MESSAGES_BETWEEN = 300;
  private static final Duration TIME_BETWEEN = Duration.ofMillis(500);

  private final LogServer server;
  private final Recorder recorder;
  private final Acks acks;
  private @Nullable String cursor;
  private int reads;

  HistoryReader(LogServer server, Recorder recorder, Acks acks) {
    this.server = server;
    this.recorder = recorder;
    this.acks = acks;
  }

  @Override
  public void live(Load.Life life) throws InterruptedException {
    while (life.goesOn()) {
      try (LineSocket socket = server.connect()) {
        while (life.goesOn()) {
          read(socket, "read-" + reads++);
          acks.awaitMore(MESSAGES_BETWEEN, TIME_BETWEEN);
        }
      } catch (IOException e) {
        server.pause(PAUSE_MILLIS);
      }
    }
  }

  private void read(LineSocket socket, String read) throws IOException {
    recorder.read(Phase.INVOKE, read, cursor);
    socket.send("/history " + LogServer.TOPIC + (cursor == null ? "" : " " + cursor) + "\n");
    String middle = cursor;
    int count = 0;
    String line = socket.answer();
    while (!line.startsWith("OK ")) {
      if (line.startsWith("ERROR ")) {
        recorder.read(Phase.FAIL, read, null);
        return;
      }
      Entry entry = LogServer.entry(line);
      recorder.item(Kind.READ, read, entry.id().toString(), entry.value());
      // The next read overlaps with this one, so that it tells the same messages again.
      if (++count % 2 == 0 && count < 2 * MESSAGES_BETWEEN) {
        middle = entry.id().toString();
      }
      line = socket.answer();
    }
    if (Integer.parseInt(line.substring(3)) != count) {
      throw new AssertionError(count + " messages, and then: " + line);
    }
    recorder.read(Phase.OK, read, null);
    cursor = middle;
  }
}
