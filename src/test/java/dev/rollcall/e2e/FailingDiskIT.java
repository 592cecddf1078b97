package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.e2e.Strace.Call;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails, and one that is full: nothing is acknowledged that is not there. */
class FailingDiskIT {
  private static final int DISK_BYTES = 48 << 20;
  private static final int LEFT_BYTES = 3 << 20;

  private static final int PAUSE_MILLIS = 20;
  private static final String MESSAGE = "/send " + LogServer.TOPIC + " text\n";

  @TempDir Path directory;

  /** As the kernel does it: what it could not write it forgets, and says that all is well again. */
  @Test
  void acknowledgesNothingAfterOneFailedSyncThoughTheNextWouldSucceed() throws Exception {
    try (LogServer server = new LogServer(directory, List.of()).start()) {
      try (LineSocket socket = server.connect()) {
        assertThat(socket.send(MESSAGE).answer()).startsWith("OK ");
      }
      try (Strace strace = failingSyncs(server, "3")) {
        List<String> answers = appendUntilGone(server);
        RollcallProcess.Result result = server.process().awaitEnd();
        assertThat(result.status()).isEqualTo(1);
        assertThat(answers.stream().dropWhile(answer -> answer.startsWith("OK ")))
            .allMatch(answer -> answer.startsWith("ERROR "));
        assertNothingAcknowledgedAfterFailure(strace.detach());
        assertSaysOnceWhy(result);
      }
    }
  }

  @Test
  void startsAgainWithAllItAcknowledgedAfterTheDiskHasFailed() throws Exception {
    long seed = Soak.seed("failing-disk");
    try (LogServer server = new LogServer(directory, List.of()).start();
        Load load = new Load("failing-disk", server, seed)) {
      load.appenders(8).followers(2);
      load.acks().awaitMore(200);
      try (Strace strace = failingSyncs(server, 1 + new Random(seed).nextInt(40) + "+")) {
        server.down();
        assertThat(server.process().awaitEnd().status()).isEqualTo(1);
        assertThat(failed(strace.detach())).isNotEmpty();
      }
      server.start();
      load.acks().awaitMore(200);
      load.judge();
    }
  }

  /** Fails the sync of each thread that has this number, and with a plus all that come later. */
  private Strace failingSyncs(LogServer server, String which) throws Exception {
    return Strace.attach(
        server.process().pid(),
        directory,
        "-e",
        "trace=fsync,fdatasync,write,writev,sendto",
        "-e",
        "inject=fsync,fdatasync:error=EIO:when=" + which);
  }

  /** One append after the other, over connection after connection; gives all answers. */
  private static List<String> appendUntilGone(LogServer server) throws Exception {
    List<String> answers = new ArrayList<>();
    while (server.process().isAlive()) {
      try (LineSocket socket = server.connect()) {
        while (true) {
          answers.add(socket.send(MESSAGE).answer());
        }
      } catch (IOException e) {
        server.pause(PAUSE_MILLIS);
      }
    }
    return answers;
  }

  private static void assertSaysOnceWhy(RollcallProcess.Result result) {
    List<String> errors =
        Stream.concat(result.out().stream(), result.err().lines())
            .filter(line -> line.contains(" ERROR ") || line.startsWith("rollcall: "))
            .toList();
    assertThat(errors).hasSize(1).first().asString().containsIgnoringCase("store");
    assertThat(result.err()).doesNotContain("\tat ");
  }

  private static List<Call> failed(List<Call> calls) {
    return calls.stream().filter(call -> call.text().contains("(INJECTED)")).toList();
  }

  private static void assertNothingAcknowledgedAfterFailure(List<Call> calls) {
    List<Call> failed = failed(calls);
    assertThat(failed).isNotEmpty();
    assertThat(calls)
        .filteredOn(call -> call.begin() > failed.get(0).begin())
        .extracting(Call::text)
        .noneMatch(text -> text.contains("\"OK ") || text.contains("\"ACK"));
  }

  @Test
  void refusesWhatAFullDiskCannotTakeAndGoesOnOnceThereIsRoom() throws Exception {
    Path disk = mountSmallDisk();
    try {
      fillAndFree(disk);
    } finally {
      assertThat(run("umount", "--lazy", disk.toString())).isZero();
    }
  }

  private void fillAndFree(Path disk) throws Exception {
    long seed = Soak.seed("full-disk");
    List<String> settings = List.of("data-dir=" + disk.resolve("data"));
    try (LogServer server = new LogServer(directory, settings).start();
        Load load = new Load("full-disk", server, seed)) {
      load.appenders(4).followers(2);
      load.acks().awaitMore(100);
      Path ballast = disk.resolve("ballast");
      fill(ballast, Files.getFileStore(disk).getUsableSpace() - LEFT_BYTES);
      load.refusals().awaitMore(100);
      Files.delete(ballast);
      load.acks().awaitMore(1_000);
      load.judge();
      assertThat(load.refusedWith()).contains("STORE-FULL");
    }
  }

  private static void fill(Path file, long bytes) throws IOException {
    byte[] block = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = bytes; left > 0; left -= block.length) {
        out.write(block, 0, (int) Math.min(left, block.length));
      }
    }
  }

  private Path mountSmallDisk() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    boolean mounted =
        Files.isExecutable(Path.of("/usr/bin/mount"))
            && run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString())
                == 0;
    assumeTrue(mounted, "nobody may mount a file system here");
    return disk;
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
