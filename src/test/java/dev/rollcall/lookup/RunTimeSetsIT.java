package dev.rollcall.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.MeterNames;
import dev.rollcall.base.UserError;
import dev.rollcall.store.Keys.Kind;
import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.Store;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sets that begin with their first member and end with their last, on one node. */
class RunTimeSetsIT {
  @TempDir Path directory;

  @BeforeEach
  void writeList() throws Exception {
    Files.write(directory.resolve("list"), List.of("a", "b", "c"));
  }

  private TestNode start() throws Exception {
    return start(StoreSettings.sqlite(directory.resolve("node")));
  }

  private TestNode start(StoreSettings store) throws Exception {
    SetSettings settings =
        new SetSettings("names", directory.resolve("list"), false, Duration.ofSeconds(1), 1, 4);
    TestNode node = TestNode.start(null, directory.resolve("node"), settings, store);
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  private static Client client(TestNode node, String set) {
    return new Client(node.sets().atRunTime(set));
  }

  @ParameterizedTest
  @EnumSource
  void beginsWithItsFirstMemberAndOutlivesRestart(StoreSettings.Kind kind) throws Exception {
    StoreSettings store =
        kind == StoreSettings.Kind.SQLITE
            ? StoreSettings.sqlite(directory)
            : PostgresServer.freshDatabase();
    try (TestNode node = start(store)) {
      assertThat(node.sets().find("online")).isEmpty();
      assertThat(client(node, "online").add("x", "y", "x")).containsExactly("x", "y");
      assertThat(client(node, "online").remove("y", "none")).containsExactly("y");
      assertThat(node.sets().find("online")).isPresent();
      assertThat(node.sets().names()).containsExactly("names", "online");
    }
    try (TestNode node = start(store)) {
      Client client = new Client(node.sets().find("online").orElseThrow());
      assertThat(client.members("x", "y", "z")).containsExactly("x");
      assertThat(client.count()).isEqualTo(1);
      assertThat(node.sets().describe("online").orElseThrow())
          .matches(set -> set.count() == 1 && set.generation() == 0 && set.live().isEmpty());
    }
  }

  @Test
  void namesMayLookLikeAnything() throws Exception {
    List<String> names =
        List.of("names/0", "members|names", "a/b/0", "Ünïcode-☃", "partition|names/4/0");
    try (TestNode node = start()) {
      for (String name : names) {
        client(node, name).add("only in " + name);
      }
      client(node, "names").add("x");
      assertThat(node.sets().isConfigured("names")).isTrue();
    }
    try (TestNode node = start()) {
      for (String name : names) {
        assertThat(client(node, name).all()).containsExactly("only in " + name);
      }
      assertThat(client(node, "names").all()).containsExactlyInAnyOrder("a", "b", "c", "x");
      assertThat(node.store().keys().names(Kind.SET)).hasSize(names.size() + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nameIsFreeForAnythingWhenLastMemberHasGone(StoreSettings.Kind kind) throws Exception {
    StoreSettings store =
        kind == StoreSettings.Kind.SQLITE
            ? StoreSettings.sqlite(directory)
            : PostgresServer.freshDatabase();
    try (TestNode node = start(store)) {
      Client client = client(node, "online");
      client.add("x", "y");
      client.remove("x");
      assertThat(node.store().keys().kind("online")).isEqualTo(Kind.SET);
      client.remove("y");
      assertThat(node.store().keys().kind("online")).isNull();
      assertThat(node.sets().find("online")).isEmpty();

      assertThat(node.store().keys().claim("online", Kind.TOPIC)).isEqualTo(Kind.TOPIC);
      assertWrongType(client);
      assertThat(client.remove("x")).as("nothing is to be changed").isEmpty();
      node.store().keys().release("online", Kind.TOPIC);
      assertThat(client.add("z")).containsExactly("z");
      assertThat(node.store().keys().kind("online")).isEqualTo(Kind.SET);
      assertThat(client.clear()).isTrue();
      assertThat(client.clear()).isFalse();
      assertThat(node.store().keys().kind("online")).isNull();
    }
  }

  private static void assertWrongType(Client client) {
    assertThatThrownBy(() -> client.add("x"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the name is a topic's")
        .extracting(error -> ((UserError) error).code())
        .isEqualTo(ErrorCode.WRONG_TYPE);
  }

  @Test
  void nameLeftOverByAProcessThatDiedIsFreedWhenItIsAskedFor() throws Exception {
    try (Store store = Store.open(StoreSettings.sqlite(directory.resolve("node")))) {
      store.keys().claim("online", Kind.SET);
    }
    try (TestNode node = start()) {
      assertThat(client(node, "online").members("x")).isEmpty();
      await().until(() -> node.store().keys().kind("online") == null);
      client(node, "online").add("x");
      assertThat(node.store().keys().kind("online")).isEqualTo(Kind.SET);
    }
  }

  @Test
  void clearedSetStaysClearedAfterRestart() throws Exception {
    try (TestNode node = start()) {
      Client client = client(node, "online");
      client.add(IntStream.range(0, 5000).mapToObj(i -> "m" + i).toList());
      assertThat(client.clear()).isTrue();
      client.add("after");
    }
    try (TestNode node = start()) {
      assertThat(client(node, "online").all()).containsExactly("after");
    }
  }

  @Test
  void configuredSetCannotBeClearedOrMadeAgain() throws Exception {
    try (TestNode node = start()) {
      Client client = client(node, "names");
      assertThatThrownBy(client::clear).hasMessageContaining("set names has a file");
      assertThat(client.remove("a", "b", "c")).hasSize(3);
      assertThat(node.sets().find("names")).isPresent();
      assertThat(client.count()).isZero();
    }
  }

  @Test
  void nameOfNothingIsRefused() throws Exception {
    try (TestNode node = start()) {
      for (String name : List.of("", "two words", "x".repeat(256), "a\nb", "\ud800")) {
        assertThatThrownBy(() -> node.sets().atRunTime(name))
            .isInstanceOf(UserError.class)
            .hasMessageContaining("1 to 255 bytes");
      }
    }
  }

  @Test
  void idleOneGoesToSleepAndComesBackWhenAsked() throws Exception {
    try (TestNode node = start()) {
      Client client = client(node, "online");
      client.add("x", "y");
      assertThat(node.sets().namesInUse()).containsExactly("names", "online");
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                drowse(node, "online");
                return !node.sets().namesInUse().contains("online");
              });
      assertThat(node.sets().names()).containsExactly("names", "online");
      // Both whoever held it and whoever comes now.
      assertThat(client.members("x", "z")).containsExactly("x");
      assertThat(client(node, "online").count()).isEqualTo(2);
      assertThat(client.add("z", "x")).containsExactly("z");
      assertThat(client.all()).containsExactlyInAnyOrder("x", "y", "z");
    }
  }

  private static void drowse(TestNode node, String set) {
    PartitionSharding.entity(node.system(), set, 0).tell(Partition.Drowse.INSTANCE);
  }

  @Test
  void oneThatIsReadIsNotIdle() throws Exception {
    try (TestNode node = start()) {
      Client client = client(node, "online");
      client.add("x");
      for (int i = 0; i < 50; i++) {
        assertThat(client(node, "online").members("x")).hasSize(1);
        drowse(node, "online");
        // Answered after the look at whether it is idle.
        assertThat(client(node, "online").remove("none")).isEmpty();
        assertThat(node.sets().namesInUse()).contains("online");
      }
    }
  }

  @Test
  void neverLosesAChangeThatMeetsItsFallingAsleep() throws Exception {
    try (TestNode node = start()) {
      for (int i = 0; i < 100; i++) {
        drowse(node, "online");
        drowse(node, "online");
        assertThat(client(node, "online").add("m" + i)).hasSize(1);
      }
      assertThat(client(node, "online").count()).isEqualTo(100);
    }
  }

  @Test
  void manySmallOnesAreMeasuredTogether() throws Exception {
    try (TestNode node = start()) {
      for (int i = 0; i < 20; i++) {
        client(node, "set" + i).add("x");
        client(node, "set" + i).members("x", "y");
      }
      assertThat(
              node.registry().get(MeterNames.SET_QUERIES).counters().stream()
                  .map(counter -> counter.getId().getTag(MeterNames.SET)))
          .containsExactlyInAnyOrder("names", "(made at run time)");
      assertThat(
              node.registry()
                  .get(MeterNames.SET_HITS)
                  .tag(MeterNames.SET, "(made at run time)")
                  .counter()
                  .count())
          .isEqualTo(20);
    }
  }

  @Test
  void eachMemberIsTakenByOneOnlyWhenManyTakeAtOnce() throws Exception {
    try (TestNode node = start()) {
      List<String> all = IntStream.range(0, 500).mapToObj(i -> "m" + i).toList();
      client(node, "online").add(all);
      List<CompletableFuture<List<String>>> takers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        takers.add(CompletableFuture.supplyAsync(() -> takeAll(client(node, "online"))));
      }
      List<String> taken = new ArrayList<>();
      for (CompletableFuture<List<String>> taker : takers) {
        taken.addAll(taker.get(60, TimeUnit.SECONDS));
      }
      assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
      assertThat(node.store().keys().kind("online")).isNull();
    }
  }

  private static List<String> takeAll(Client client) {
    List<String> taken = new ArrayList<>();
    List<String> some = client.sample(5);
    while (!some.isEmpty()) {
      taken.addAll(client.remove(some));
      some = client.sample(5);
    }
    return taken;
  }

  @Test
  void setWithTheNameOfATopicIsRefusedAtStart() throws Exception {
    try (Store store = Store.open(StoreSettings.sqlite(directory.resolve("node")))) {
      store.keys().claim("names", Kind.TOPIC);
    }
    SetSettings settings =
        new SetSettings("names", directory.resolve("list"), false, Duration.ofSeconds(1), 1, 4);
    try (TestNode node = TestNode.start(null, directory.resolve("node"), settings)) {
      assertThatThrownBy(node::sets)
          .cause()
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("rollcall.sets.names", "topic of this name", "DEL names");
    }
  }

  @Test
  void allMembersOfALargeOneComeInPagesAndAtOnce() throws Exception {
    try (TestNode node = start()) {
      Client client = client(node, "online");
      List<String> all = IntStream.range(0, 30_000).mapToObj(i -> "member-" + i).toList();
      client.add(all);
      assertThat(client.count()).isEqualTo(all.size());
      assertThat(client.all()).hasSize(all.size());
      Set<String> met = new HashSet<>();
      for (List<String> page : client.pages(1000)) {
        assertThat(page).hasSizeBetween(1, 1100);
        met.addAll(page);
      }
      assertThat(met).hasSize(all.size());
    }
  }

  @Test
  void pageHoldsNoMoreThanItsBytes() throws Exception {
    try (TestNode node = start()) {
      Client client = client(node, "online");
      List<String> all = IntStream.range(0, 40).mapToObj(i -> i + "x".repeat(500_000)).toList();
      for (String member : all) {
        client.add(member);
      }
      // The first that exceeds it is the last one.
      for (List<String> page : client.pages(1000)) {
        assertThat(page).hasSize(1);
      }
      MemberPage whole = client.page(0, Integer.MAX_VALUE);
      assertThat(whole.next()).as("there are more than fit").isNotZero();
      assertThat(whole.members().stream().mapToLong(member -> member.length).sum())
          .isBetween((long) EditableMembership.WHOLE_BYTES_MAX, 17L << 20);
      assertThat(client.sample(1000)).hasSizeLessThan(40);
      assertThat(new String(whole.members().get(0), UTF_8)).isIn(all);
    }
  }
}
