package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.checker.Checker;
import dev.rollcall.checker.FinalLog;
import dev.rollcall.checker.LogId;
import dev.rollcall.checker.Recorder;
import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL: every topic is one log, whichever node has it and whoever asks. */
class TwoNodesIT {
  private static final int TOPICS = 8;
  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path directory;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean appending = true;

  /** One topic, and what its clients on both nodes did. */
  private final class Scene {
    private final String topic;
    private final Path file;
    private final Recorder recorder;
    private final AtomicInteger acks = new AtomicInteger();

    Scene(int number) throws Exception {
      topic = "topic-" + number;
      file = directory.resolve(topic + ".jsonl");
      recorder = new Recorder(file);
    }

    void append(String process, Topics topics) {
      run(
          () -> {
            for (int i = 0; appending; i++) {
              appendOne(process, topics, process + "/" + i);
            }
          });
    }

    private void appendOne(String process, Topics topics, String value) {
      recorder.append(Phase.INVOKE, process, value, null);
      try {
        Appended appended = topics.append(topic, null, LogNode.messages(value)).join();
        recorder.append(Phase.OK, process, value, appended.first().toString());
        acks.incrementAndGet();
      } catch (CompletionException e) {
        boolean unknown =
            e.getCause() instanceof UserError error && error.code() == ErrorCode.TIMEOUT;
        recorder.append(unknown ? Phase.INFO : Phase.FAIL, process, value, null);
      }
    }

    /** Follows from the beginning until the log has ended with this message. */
    void follow(String name, Topics topics) {
      run(
          () -> {
            recorder.follow(Phase.INVOKE, name, "0");
            try (Reader reader = new Reader(topics, topic, MessageId.NONE)) {
              recorder.follow(Phase.OK, name, "0");
              int taken = 0;
              while (true) {
                Page.Entry entry = reader.awaitCount(taken + 1).get(taken);
                taken++;
                String value = new String(entry.message().text(), UTF_8);
                recorder.item(Kind.FOLLOW, name, entry.id().toString(), value);
                if (value.startsWith("end/")) {
                  return;
                }
              }
            }
          });
    }

    void judge(LogNode... nodes) throws Exception {
      recorder.close();
      List<FinalLog> logs = new ArrayList<>();
      for (LogNode node : nodes) {
        logs.add(
            FinalLog.whole(
                "node-" + logs.size(),
                node.history(topic, MessageId.NONE, 1000).stream()
                    .map(
                        entry ->
                            new FinalLog.Entry(
                                LogId.parse(entry.id().toString()),
                                new String(entry.message().text(), UTF_8)))
                    .toList()));
      }
      assertThat(Checker.check(Recorder.readAll(file), logs)).as(topic).isEmpty();
      assertThat(acks.get()).isPositive();
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failures.add(e);
              }
            });
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  @Test
  void topicsMoveWhileTheyAreUsedAndNothingIsLost() throws Exception {
    StoreSettings settings = PostgresServer.freshDatabase();
    try (LogNode one = LogNode.start(settings)) {
      List<Scene> scenes = new ArrayList<>();
      for (int i = 0; i < TOPICS; i++) {
        Scene scene = new Scene(i);
        scenes.add(scene);
        scene.append("one", one.topics());
        scene.follow("follower-one", one.topics());
      }
      awaitAcks(scenes, 20);
      assertThat(one.topicsHere()).isEqualTo(TOPICS);
      try (LogNode two = LogNode.start(settings, LogNode.KEEP_ALL, one)) {
        for (Scene scene : scenes) {
          scene.append("two", two.topics());
          scene.follow("follower-two", two.topics());
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> two.topicsHere() > 0);
        awaitAcks(scenes, 50);
        appending = false;
        for (Scene scene : scenes) {
          scene.appendOne("end", two.topics(), "end/" + scene.topic);
        }
        for (Thread thread : threads) {
          thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        }
        assertThat(failures).isEmpty();
        for (Scene scene : scenes) {
          scene.judge(one, two);
        }
      }
      // What was said through the node that left is all here.
      assertThat(LogNode.await(one.topics().describe("topic-0")).count()).isPositive();
    }
  }

  private static void awaitAcks(List<Scene> scenes, int more) {
    List<Integer> before = scenes.stream().map(scene -> scene.acks.get()).toList();
    await()
        .atMost(Duration.ofSeconds(LIMIT_SECONDS))
        .until(
            () -> {
              for (int i = 0; i < scenes.size(); i++) {
                if (scenes.get(i).acks.get() < before.get(i) + more) {
                  return false;
                }
              }
              return true;
            });
  }
}
