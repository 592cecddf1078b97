package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionRouterTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64, 4096})
  void spreadsKeysEvenly(int partitions) {
    PartitionRouter router = new PartitionRouter(partitions, PartitionRouter.seed("names"));
    int keys = 200 * partitions;
    int[] counts = new int[partitions];
    for (int i = 0; i < keys; i++) {
      byte[] key = ("key " + i).getBytes(ISO_8859_1);
      counts[router.partition(key, 0, key.length)]++;
    }
    for (int count : counts) {
      // Seven standard deviations of a share of 200.
      assertThat(count).isBetween(100, 300);
    }
  }

  @Test
  void looksAtNothingButTheBytesOfTheKey() {
    PartitionRouter router = new PartitionRouter(4096, 1);
    byte[] alone = "key".getBytes(ISO_8859_1);
    byte[] among = "xxkeyxx".getBytes(ISO_8859_1);
    assertThat(router.partition(among, 2, 3)).isEqualTo(router.partition(alone, 0, 3));
    assertThat(router.partition(among, 1, 3)).isNotEqualTo(router.partition(alone, 0, 3));
  }

  @Test
  void agreesWithEveryOtherNodeAndVersion() {
    // These are in directories and in the minds of other nodes: they never change.
    assertThat(PartitionRouter.seed("names")).isEqualTo(0x0a245677e848f580L);
    PartitionRouter router = new PartitionRouter(64, PartitionRouter.seed("names"));
    byte[] key = "a.b.c".getBytes(ISO_8859_1);
    assertThat(router.partition(key, 0, key.length)).isEqualTo(39);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 3, 100, 8192})
  void refusesNumbersThatAreNoPowerOfTwoInRange(int partitions) {
    assertThatThrownBy(() -> new PartitionRouter(partitions, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
