package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.e2e.Strace.Call;
import java.util.List;
import org.junit.jupiter.api.Test;

class StraceTest {
  @Test
  void bringsTheHalvesOfACallTogether() {
    List<Call> calls =
        Strace.calls(
            List.of(
                "7 read(5, \"a\", 1) = 1",
                "8 fdatasync(9</store-wal> <unfinished ...>",
                "7 write(5, \"b\", 1 <unfinished ...>",
                "8 <... fdatasync resumed>) = -1 EIO (Input/output error) (INJECTED)",
                "7 <... write resumed>) = 1",
                "8 +++ exited with 0 +++"));
    assertThat(calls)
        .containsExactly(
            new Call("read(5, \"a\", 1) = 1", 0, 0),
            new Call("fdatasync(9</store-wal>) = -1 EIO (Input/output error) (INJECTED)", 1, 3),
            new Call("write(5, \"b\", 1) = 1", 2, 4),
            new Call("+++ exited with 0 +++", 5, 5));
  }
}
