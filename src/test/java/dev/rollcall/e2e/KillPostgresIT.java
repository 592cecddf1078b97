package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log in PostgreSQL outlives the end of its server, and that of the database itself. */
class KillPostgresIT {
  private static final int SERVER_ROUNDS = Soak.either(3, 60);
  private static final int DATABASE_ROUNDS = Soak.either(2, 20);

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // Started before each test.
  private PostgresServer postgres;

  @BeforeEach
  void startPostgres() throws Exception {
    postgres = PostgresServer.start(Files.createDirectory(directory.resolve("postgres")));
  }

  @AfterEach
  void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void runsADatabaseThatSyncsAlsoWhenItWasKilled() throws Exception {
    for (int start = 0; start < 2; start++) {
      assertThat(postgres.show("fsync")).isEqualTo("on");
      assertThat(postgres.show("synchronous_commit")).isEqualTo("on");
      assertThat(postgres.show("full_page_writes")).isEqualTo("on");
      postgres.kill();
      postgres.startAgain();
    }
  }

  @Test
  void losesRepeatsAndReordersNothingWhenTheServerIsKilled() throws Exception {
    try (LogServer server = new LogServer(directory, postgres.settings()).start()) {
      KillIT.killAgainAndAgain("kill-server-on-postgres", server, SERVER_ROUNDS);
    }
  }

  @Test
  void losesRepeatsAndReordersNothingWhenTheDatabaseIsKilled() throws Exception {
    long seed = Soak.seed("kill-postgres");
    Random random = new Random(seed);
    try (LogServer server = new LogServer(directory, postgres.settings()).start();
        Load load = new Load("kill-postgres", server, seed)) {
      load.appenders(8).followers(4).reader();
      for (int round = 0; round < DATABASE_ROUNDS; round++) {
        load.acks().awaitMore(1);
        load.acks().awaitMore(5_000, Duration.ofMillis(random.nextInt(1_000)));
        postgres.kill();
        postgres.startAgain();
      }
      load.acks().awaitMore(500);
      load.judge();
    }
  }
}
