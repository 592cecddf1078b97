package dev.rollcall.e2e;

import dev.rollcall.checker.FinalLog;
import dev.rollcall.checker.FinalLog.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A follower whose connection breaks again and again reads the log as if it never had. */
class ReconnectIT {
  private static final int RECONNECTS = Soak.either(100, 2_000);

  @TempDir Path directory;

  @Test
  void missesAndRepeatsNothingHoweverOftenItIsCut() throws Exception {
    long seed = Soak.seed("reconnect");
    try (LogServer server = new LogServer(directory, List.of()).start();
        Load load = new Load("reconnect", server, seed)) {
      CutFollower cut = new CutFollower(server, load.recorder(), new Random(seed), RECONNECTS);
      load.appenders(4).followers(1).receive(cut);
      cut.awaitCuts();
      load.endAppends();
      FinalLog log = server.log();
      Entry last = log.entries().get(log.entries().size() - 1);
      cut.awaitMessage(last.id());
      load.judge();
    }
  }
}
