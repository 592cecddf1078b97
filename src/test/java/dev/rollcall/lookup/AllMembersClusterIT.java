package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.store.PostgresServer;
import dev.rollcall.store.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one store: either counts, goes through and draws from what the other one has. */
class AllMembersClusterIT {
  private static final int PARTITIONS = 16;

  @TempDir Path directory;
  private final List<String> lines = members("line", 2000);
  private StoreSettings store = StoreSettings.sqlite(Path.of("unused"));

  @BeforeEach
  void writeList() throws Exception {
    Files.write(directory.resolve("list"), lines);
    store = PostgresServer.freshDatabase();
  }

  private static List<String> members(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + "x".repeat(i % 50) + i).toList();
  }

  private TestNode start(@Nullable TestNode first, String name) throws Exception {
    SetSettings settings =
        new SetSettings(
            "names", directory.resolve("list"), false, Duration.ofSeconds(1), 0.5, PARTITIONS);
    TestNode node = TestNode.start(first, directory.resolve(name), settings, store);
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  private static boolean answersAlone(TestNode node) {
    List<String> keys = members("key", 500);
    return node.membership("names").ask(Client.slices(keys)).isDone();
  }

  @Test
  void eitherNodeHasAllMembersOfBothKindsOfSets() throws Exception {
    try (TestNode first = start(null, "a");
        TestNode second = start(first, "b")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !answersAlone(first) && !answersAlone(second));
      List<String> added = members("added", 500);
      new Client(first).add(added);
      new Client(second).remove(lines.subList(0, 100));
      Set<String> expected = new HashSet<>(lines.subList(100, lines.size()));
      expected.addAll(added);
      hasAll(first.membership("names"), expected);
      hasAll(second.membership("names"), expected);

      // Some of these live on either node.
      for (int i = 0; i < 6; i++) {
        List<String> own = members("own", 100 + i);
        new Client(first.sets().atRunTime("set" + i)).add(own);
        hasAll(second.sets().find("set" + i).orElseThrow(), new HashSet<>(own));
        hasAll(first.sets().find("set" + i).orElseThrow(), new HashSet<>(own));
      }
      assertThat(second.sets().names()).hasSize(7).containsAll(first.sets().names());
      assertThat(new Client(second.sets().atRunTime("set0")).clear()).isTrue();
      assertThat(second.sets().find("set0")).isEmpty();
      assertThat(new Client(first.sets().atRunTime("set0")).count()).isZero();
    }
  }

  private static void hasAll(EditableMembership set, Set<String> expected) {
    Client client = new Client(set);
    assertThat(client.count()).isEqualTo(expected.size());
    assertThat(client.all()).containsExactlyInAnyOrderElementsOf(expected);
    List<String> met = new ArrayList<>();
    client.pages(30).forEach(met::addAll);
    assertThat(met).containsExactlyInAnyOrderElementsOf(expected);
    List<String> drawn = client.sample(60 * expected.size());
    assertThat(drawn).hasSize(60 * expected.size());
    assertThat(expected).containsAll(drawn);
    assertThat(Uniformity.chiSquare(drawn, expected.size()))
        .isLessThan(Uniformity.limit(expected.size()));
  }

  @Test
  void walkBegunOnOneNodeGoesOnAtTheOther() throws Exception {
    try (TestNode first = start(null, "a");
        TestNode second = start(first, "b")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !answersAlone(first) && !answersAlone(second));
      new Client(first).add(members("added", 500));
      List<Client> clients = List.of(new Client(first), new Client(second));
      Set<String> met = new HashSet<>();
      long cursor = 0;
      int pages = 0;
      do {
        MemberPage page = clients.get(pages++ % 2).page(cursor, 40);
        page.members()
            .forEach(
                member -> met.add(new String(member, java.nio.charset.StandardCharsets.UTF_8)));
        cursor = page.next();
      } while (cursor != 0);
      assertThat(met).hasSize(2500);
    }
  }
}
