package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.Strace.Call;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system sees of an append: the disk has it before the client hears of it. */
class FsyncOrderIT {
  private static final int APPENDS = 20;

  @TempDir Path directory;

  @Test
  void syncsTheWriteAheadLogBeforeItAcknowledges() throws Exception {
    List<Call> calls;
    try (LogServer server = new LogServer(directory, List.of()).start();
        LineSocket socket = server.connect()) {
      append(socket, "the first one makes the topic");
      try (Strace strace =
          Strace.attach(
              server.process().pid(),
              directory,
              "-e",
              "trace=read,readv,recvfrom,write,writev,sendto,pwrite64,fsync,fdatasync")) {
        for (int i = 0; i < APPENDS; i++) {
          append(socket, "lone-" + i + "-");
        }
        assertThat(socket.send("alone\n").answer()).isEqualTo("ACK");
        calls = strace.detach();
      }
    }
    for (int i = 0; i < APPENDS; i++) {
      assertSyncedBetween(calls, "lone-" + i + "-", "OK ");
    }
    assertSyncedBetween(calls, "alone\\n", "ACK");
  }

  private static void append(LineSocket socket, String text) throws Exception {
    assertThat(socket.send("/send " + LogServer.TOPIC + " " + text + "\n").answer())
        .startsWith("OK ");
  }

  /** From the message's arrival to its acknowledgement: log written, log synced, in this order. */
  private static void assertSyncedBetween(List<Call> calls, String message, String answer) {
    int read = first(calls, 0, c -> isRead(c.text()) && c.text().contains(message)).end();
    Call ack = first(calls, read, c -> isWrite(c.text()) && c.text().contains("\"" + answer));
    int written =
        first(calls, read, c -> c.text().startsWith("pwrite64(") && isLog(c.text())).end();
    Call sync = first(calls, written, FsyncOrderIT::isSync);
    assertThat(sync.text()).endsWith("= 0");
    assertThat(sync.end()).as("%s and then %s", ack, sync).isLessThan(ack.begin());
  }

  private static boolean isSync(Call call) {
    return call.text().matches("f(data)?sync\\(.*") && isLog(call.text());
  }

  private static boolean isLog(String text) {
    return text.contains("-wal>");
  }

  private static boolean isRead(String text) {
    return text.startsWith("read") || text.startsWith("recv");
  }

  private static boolean isWrite(String text) {
    return text.startsWith("write") || text.startsWith("send");
  }

  /** The first call of this kind that begins after this place. */
  private static Call first(List<Call> calls, int place, Predicate<Call> kind) {
    return calls.stream()
        .filter(call -> call.begin() > place && kind.test(call))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no such call after " + place + " of " + calls.size()));
  }
}
