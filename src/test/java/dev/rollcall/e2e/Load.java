package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.checker.Checker;
import dev.rollcall.checker.FinalLog;
import dev.rollcall.checker.FinalLog.Entry;
import dev.rollcall.checker.Recorder;
import dev.rollcall.checker.Step;
import dev.rollcall.checker.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Clients that append, follow and read at once, each on a thread of its own, and the recording of
 * what they did, by which the log is judged in the end.
 */
final class Load implements AutoCloseable {
  /** Where recordings of what went wrong stay. */
  private static final Path RECORDINGS = Path.of("target", "recordings");

  private static final int VIOLATIONS_SHOWN = 10;
  private static final long LIMIT_MILLIS = 60_000;

  private final LogServer server;
  private final long seed;
  private final Path recording;
  private final Recorder recorder;
  private final Acks acks = new Acks();
  private final Acks refusals = new Acks();
  private final Set<String> refusedWith = ConcurrentHashMap.newKeySet();
  private final List<Running> appenders = new ArrayList<>();
  private final List<Running> receivers = new ArrayList<>();
  private final List<FollowingClient> followers = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean appending = true;
  private volatile boolean receiving = true;

  /** What a client does as long as it lives. */
  interface Client {
    void live(Life life) throws InterruptedException;

    /** Wakes a client that waits for something. */
    default void end() throws IOException {}
  }

  /** Tells a client whether to go on. */
  interface Life {
    boolean goesOn();
  }

  private record Running(Client client, Thread thread) {}

  Load(String name, LogServer server, long seed) throws IOException {
    this.server = server;
    this.seed = seed;
    Files.createDirectories(RECORDINGS);
    recording = RECORDINGS.resolve(name + "-" + seed + ".jsonl");
    recorder = new Recorder(recording);
  }

  Load appenders(int count) {
    for (int number = 0; number < count; number++) {
      Appender appender = new Appender(number, server, recorder, this, seed);
      appenders.add(run(appender, () -> appending));
    }
    return this;
  }

  /** Followers of which every other one wants everything, the rest what comes from now on. */
  Load followers(int count) {
    for (int number = 0; number < count; number++) {
      follower("follower-" + number, number % 2 == 0 ? "0" : null);
    }
    return this;
  }

  private void follower(String name, @Nullable String cursor) {
    FollowingClient follower = new FollowingClient(name, server, recorder, cursor);
    followers.add(follower);
    receive(follower);
  }

  Load reader() {
    receive(new HistoryReader(server, recorder, acks));
    return this;
  }

  /** Runs a client that receives until all has been received. */
  void receive(Client client) {
    receivers.add(run(client, () -> receiving));
  }

  private Running run(Client client, Life life) {
    Thread thread =
        new Thread(
            () -> {
              try {
                client.live(life);
              } catch (InterruptedException | RuntimeException | Error e) {
                failures.add(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return new Running(client, thread);
  }

  Recorder recorder() {
    return recorder;
  }

  Acks acks() {
    return acks;
  }

  Acks refusals() {
    return refusals;
  }

  /** The codes of the errors with which appends were answered. */
  Set<String> refusedWith() {
    return refusedWith;
  }

  /** An append was answered with an error. */
  void refused(String answer) {
    refusedWith.add(answer.split(" ", -1)[1]);
    refusals.add();
  }

  /** Lets appenders finish what they have sent, and send nothing more. */
  void endAppends() throws Exception {
    appending = false;
    end(appenders);
  }

  /**
   * Ends the load: nothing more is sent, followers receive the rest, and then the recording has to
   * agree with the log. It stays where it does not.
   */
  FinalLog judge() throws Exception {
    endAppends();
    FinalLog log = server.log();
    for (Entry last :
        log.entries().subList(Math.max(0, log.entries().size() - 1), log.entries().size())) {
      followers.forEach(follower -> follower.awaitMessage(last.id()));
    }
    receiving = false;
    end(receivers);
    recorder.close();
    assertThat(failures).isEmpty();
    List<Step> steps = Recorder.readAll(recording);
    FinalLog again = new FinalLog("the same again", null, server.log().entries());
    List<Violation> violations = Checker.check(steps, List.of(log, again));
    assertThat(violations.stream().limit(VIOLATIONS_SHOWN))
        .as("%d violations, recorded in %s; the first", violations.size(), recording)
        .isEmpty();
    assertThat(acks.count()).isPositive();
    Files.delete(recording);
    return log;
  }

  private static void end(List<Running> clients) throws Exception {
    for (Running running : clients) {
      running.client().end();
    }
    for (Running running : clients) {
      running.thread().join(LIMIT_MILLIS);
      assertThat(running.thread().isAlive()).as("%s still lives", running.client()).isFalse();
    }
  }

  @Override
  public void close() throws IOException {
    appending = false;
    receiving = false;
    recorder.close();
    for (Running running : receivers) {
      running.client().end();
    }
  }
}
