package dev.rollcall.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison itself: it finds nothing between equals, and finds what was changed. */
class BattleIT {
  @TempDir private Path directory;

  @BeforeEach
  void needsRedis() throws Exception {
    assumeTrue(RedisServer.installed(), "redis-server is not installed");
  }

  @Test
  void twoServersOfOneKindDoNotDiffer() throws Exception {
    try (RedisServer one = RedisServer.start(directory);
        RedisServer other = RedisServer.start(directory)) {
      for (int seed = 0; seed < 4; seed++) {
        assertThat(new Battle(one.address(), other.address()).run(seed, 5_000, List.of()))
            .as("seed " + seed)
            .isNull();
      }
    }
  }

  @Test
  void aServerThatLacksACommandIsFoundInTheFewestRequests() throws Exception {
    try (RedisServer one = RedisServer.start(directory);
        RedisServer other = RedisServer.start(directory, "--rename-command", "XACK", "")) {
      assertThat(new Battle(one.address(), other.address()).run(1, 5_000, List.of()))
          .contains("XACK", "unknown command")
          .containsPattern("differs:\nRESP[23] XACK [^\n]*\n  redis: ");
    }
  }

  @Test
  void aDifferenceThatShowsLaterIsFoundWithWhatCausedIt() throws Exception {
    // There an approximate trim takes away whatever it may.
    try (RedisServer one = RedisServer.start(directory);
        RedisServer other = RedisServer.start(directory, "--stream-node-max-entries", "1")) {
      assertThat(new Battle(one.address(), other.address()).run(1, 20_000, List.of("streams")))
          .containsPattern("differs:\n(?s:.*)XADD(?s:.*) ~ ");
    }
  }
}
