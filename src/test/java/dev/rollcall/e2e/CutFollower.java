package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.LogId;
import dev.rollcall.checker.Recorder;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A follower that reads a number of bytes that chance decides, in the middle of a line or of a
 * message's ID as likely as anywhere else, breaks its connection, and goes on after the last
 * message that it has had as a whole; after so many times it stays.
 */
final class CutFollower implements Load.Client {
  private static final String NAME = "cut-follower";
  private static final int BYTES_MAX = 20_000;
  private static final int PAUSE_MILLIS = 20;

  private final LogServer server;
  private final Recorder recorder;
  private final Random random;
  private final CountDownLatch cuts;
  private volatile String cursor = "0";
  private volatile boolean ends;

  CutFollower(LogServer server, Recorder recorder, Random random, int cuts) {
    this.server = server;
    this.recorder = recorder;
    this.random = random;
    this.cuts = new CountDownLatch(cuts);
  }

  @Override
  public void live(Load.Life life) throws InterruptedException {
    while (life.goesOn() && !ends) {
      boolean stays = cuts.getCount() == 0;
      try (LineSocket socket = server.connect()) {
        recorder.follow(Phase.INVOKE, NAME, cursor);
        socket.send("/join " + LogServer.TOPIC + " " + cursor + "\n");
        receive(socket, stays ? Integer.MAX_VALUE : 1 + random.nextInt(BYTES_MAX));
        if (random.nextBoolean()) {
          socket.reset();
        }
        cuts.countDown();
      } catch (IOException e) {
        server.pause(PAUSE_MILLIS);
      }
    }
  }

  /** Takes the lines that are whole within so many bytes. */
  private void receive(LineSocket socket, int bytes) throws IOException {
    int left = bytes;
    while (left > 0 && !ends) {
      if (!socket.answersWithin(PAUSE_MILLIS)) {
        continue;
      }
      String line = socket.lineWithin(left);
      if (line == null) {
        return;
      }
      left -= line.getBytes(UTF_8).length + 1;
      take(line);
    }
  }

  private void take(String line) {
    String own = LogServer.TOPIC + " ";
    if (line.startsWith(own)) {
      Entry entry = LogServer.entry(line.substring(own.length()));
      recorder.item(Kind.FOLLOW, NAME, entry.id().toString(), entry.value());
      cursor = entry.id().toString();
    } else if (!line.startsWith("OK joined " + LogServer.TOPIC + " ")) {
      throw new AssertionError("no message to a follower: " + line);
    }
  }

  void awaitCuts() throws InterruptedException {
    if (!cuts.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError(cuts.getCount() + " cuts are left");
    }
  }

  void awaitMessage(LogId id) {
    Awaitility.await(NAME + " has " + id)
        .atMost(Duration.ofSeconds(30))
        .until(() -> LogId.parse(cursor).compareTo(id) >= 0);
  }

  @Override
  public void end() {
    ends = true;
  }
}
