package dev.rollcall.e2e;

import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.LogId;
import dev.rollcall.checker.Recorder;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A client that follows a topic, and goes on where it was whenever its connection is lost. A line
 * that is not whole was not received.
 */
final class FollowingClient implements Load.Client {
  private static final int PAUSE_MILLIS = 20;

  private final String name;
  private final LogServer server;
  private final Recorder recorder;
  private volatile @Nullable String cursor;
  private volatile @Nullable LineSocket socket;
  private volatile boolean ends;

  /**
   * A follower that has not begun.
   *
   * @param cursor after which message it begins; null for from now on
   */
  FollowingClient(String name, LogServer server, Recorder recorder, @Nullable String cursor) {
    this.name = name;
    this.server = server;
    this.recorder = recorder;
    this.cursor = cursor;
  }

  @Override
  public void live(Load.Life life) throws InterruptedException {
    while (life.goesOn() && !ends) {
      try (LineSocket connected = server.connect()) {
        socket = connected;
        follow(connected);
      } catch (IOException e) {
        server.pause(PAUSE_MILLIS);
      }
    }
  }

  private void follow(LineSocket connected) throws IOException {
    String after = cursor;
    recorder.follow(Phase.INVOKE, name, after);
    connected.send("/join " + LogServer.TOPIC + (after == null ? "" : " " + after) + "\n");
    for (String line = connected.line(); line != null; line = connected.line()) {
      take(line);
    }
  }

  private void take(String line) {
    if (line.startsWith("OK joined " + LogServer.TOPIC + " ")) {
      recorder.follow(Phase.OK, name, null);
    } else if (line.startsWith("TRIMMED ")) {
      String[] words = line.split(" ", -1);
      recorder.trimmed(Kind.FOLLOW, name, words[1], words[2]);
    } else if (line.startsWith(LogServer.TOPIC + " ")) {
      Entry entry = LogServer.entry(line.substring(LogServer.TOPIC.length() + 1));
      recorder.item(Kind.FOLLOW, name, entry.id().toString(), entry.value());
      cursor = entry.id().toString();
    } else if (!line.startsWith("ERROR ")) {
      throw new AssertionError("no message to a follower: " + line);
    }
  }

  /** Waits until it has had everything up to this message. */
  void awaitMessage(LogId id) {
    Awaitility.await(name + " has " + id)
        .atMost(java.time.Duration.ofSeconds(30))
        .until(() -> has(id));
  }

  private boolean has(LogId id) {
    String at = cursor;
    return at != null && LogId.parse(at).compareTo(id) >= 0;
  }

  @Override
  public void end() throws IOException {
    ends = true;
    LineSocket open = socket;
    if (open != null) {
      open.close();
    }
  }
}
