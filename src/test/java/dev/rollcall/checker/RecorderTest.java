package dev.rollcall.checker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.checker.Step.Kind;
import dev.rollcall.checker.Step.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  @TempDir Path directory;

  @Test
  void writesOneObjectALineAndReadsItBack() throws Exception {
    Path file = directory.resolve("steps.jsonl");
    try (Recorder recorder = new Recorder(file)) {
      recorder.append(Phase.INVOKE, "client", "say \"hi\"\n", null);
      recorder.append(Phase.OK, "client", "say \"hi\"\n", "5-0");
      recorder.follow(Phase.INVOKE, "follower", "4-0");
      recorder.trimmed(Kind.FOLLOW, "follower", "4-0", "5-0");
      recorder.item(Kind.FOLLOW, "follower", "5-0", "say \"hi\"\n");
      recorder.read(Phase.OK, "read", null);
    }
    assertThat(Files.readAllLines(file))
        .hasSize(6)
        .allMatch(line -> line.startsWith("{\"at\":") && !line.contains("null"));
    List<Step> steps = Recorder.readAll(file);
    assertThat(steps).extracting(Step::at).isSorted();
    assertThat(steps.get(1))
        .isEqualTo(
            new Step(
                steps.get(1).at(), "client", Kind.APPEND, Phase.OK, "say \"hi\"\n", "5-0", null));
    assertThat(steps.get(3).to()).isEqualTo("5-0");
  }

  @Test
  void bringsSeveralRecordingsIntoOneOrder() throws Exception {
    Path one = directory.resolve("one.jsonl");
    Path two = directory.resolve("two.jsonl");
    try (Recorder first = new Recorder(one);
        Recorder second = new Recorder(two)) {
      first.append(Phase.INVOKE, "a", "1", null);
      second.append(Phase.INVOKE, "b", "2", null);
      first.append(Phase.INFO, "a", "1", null);
    }
    assertThat(Recorder.readAll(one, two)).extracting(Step::process).containsExactly("a", "b", "a");
  }

  @Test
  void losesAndTearsNothingUnderManyThreads() throws Exception {
    Path file = directory.resolve("steps.jsonl");
    try (Recorder recorder = new Recorder(file)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        String name = "client-" + t;
        threads.add(new Thread(() -> record(recorder, name)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
    }
    List<Step> steps = Recorder.readAll(file);
    assertThat(steps).hasSize(8_000).extracting(Step::at).isSorted();
    assertThat(steps).extracting(Step::value).doesNotHaveDuplicates();
  }

  private static void record(Recorder recorder, String name) {
    for (int i = 0; i < 2_000; i++) {
      recorder.append(Phase.INVOKE, name, name + ":" + i, null);
    }
  }
}
