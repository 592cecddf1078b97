package dev.rollcall.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed again and again under load keeps what it has acknowledged. */
class KillIT {
  private static final int ROUNDS = Soak.either(10, 60);

  @TempDir Path directory;

  @Test
  void losesRepeatsAndReordersNothingWhenKilled() throws Exception {
    try (LogServer server = new LogServer(directory, List.of()).start()) {
      killAgainAndAgain("kill-sqlite", server, ROUNDS);
    }
  }

  /** Kills a server at random moments while eight clients append, four follow, and one reads. */
  static void killAgainAndAgain(String name, LogServer server, int rounds) throws Exception {
    long seed = Soak.seed(name);
    Random random = new Random(seed);
    try (Load load = new Load(name, server, seed)) {
      load.appenders(8).followers(4).reader();
      for (int round = 0; round < rounds; round++) {
        load.acks().awaitMore(1);
        load.acks().awaitMore(5_000, Duration.ofMillis(random.nextInt(1_500)));
        server.kill();
        server.start();
      }
      load.acks().awaitMore(500);
      load.judge();
    }
  }
}
