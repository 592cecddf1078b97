package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of a file and of its changes: counted, gone through, chosen from. */
class AllMembersIT {
  private static final int PARTITIONS = 8;

  @TempDir Path directory;

  private void list(List<String> lines) throws IOException {
    Path aside = Files.write(directory.resolve("aside"), lines);
    Files.move(aside, directory.resolve("list"), StandardCopyOption.ATOMIC_MOVE);
  }

  private TestNode start() throws Exception {
    SetSettings settings =
        new SetSettings(
            "names", directory.resolve("list"), false, Duration.ofMillis(20), 1, PARTITIONS);
    TestNode node = TestNode.start(null, directory.resolve("node"), settings);
    assertThat(node.outcome()).isInstanceOf(SetLoader.Ready.class);
    return node;
  }

  /** With lengths that vary, so that entries have to be walked over. */
  private static String varying(int number) {
    return "v" + "x".repeat(number % 200) + number;
  }

  private static List<String> varying(int from, int to) {
    return IntStream.range(from, to).mapToObj(AllMembersIT::varying).toList();
  }

  private static List<String> fixed(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> String.format("member-%06d", i)).toList();
  }

  private static Set<String> met(Client client, int count) {
    Set<String> met = new HashSet<>();
    client.pages(count).forEach(met::addAll);
    return met;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allComeInPagesOfAnySizeAndAtOnce(boolean fixed) throws Exception {
    List<String> lines = fixed ? fixed(0, 3000) : varying(0, 3000);
    list(lines);
    try (TestNode node = start()) {
      Client client = new Client(node);
      client.remove(lines.subList(100, 200));
      client.add(varying(5000, 5300));
      client.add(lines.subList(150, 170));
      client.add(lines.subList(500, 510));
      Set<String> members = new HashSet<>(lines);
      members.removeAll(lines.subList(100, 150));
      members.removeAll(lines.subList(170, 200));
      members.addAll(varying(5000, 5300));
      for (int count : List.of(1, 7, 100, 100_000)) {
        assertThat(met(client, count)).isEqualTo(members);
      }
      List<String> whole = client.all();
      assertThat(whole).doesNotHaveDuplicates();
      assertThat(new HashSet<>(whole)).isEqualTo(members);
      assertThat(client.count()).isEqualTo(members.size());
    }
  }

  @Test
  void pagesAreAboutAsLargeAsAskedFor() throws Exception {
    list(varying(0, 3000));
    try (TestNode node = start()) {
      List<List<String>> pages = new Client(node).pages(50);
      assertThat(pages.subList(0, pages.size() - 1)).allMatch(page -> page.size() >= 50);
      assertThat(pages).allMatch(page -> page.size() < 100);
    }
  }

  @Test
  void countFollowsEveryChangeExactly() throws Exception {
    list(fixed(0, 1000));
    try (TestNode node = start()) {
      Client client = new Client(node);
      Random random = new Random(3);
      Set<String> members = new HashSet<>(fixed(0, 1000));
      for (int round = 0; round < 300; round++) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
          some.add(String.format("member-%06d", random.nextInt(1500)));
        }
        if (random.nextBoolean()) {
          client.add(some);
          members.addAll(some);
        } else {
          client.remove(some);
          members.removeAll(some);
        }
        assertThat(client.count()).isEqualTo(members.size());
      }
      assertThat(node.sets().describe("names").orElseThrow().count()).isEqualTo(members.size());
      list(fixed(700, 2000));
      await().until(() -> client.members("member-001999").size() == 1);
      assertThat(client.count()).isEqualTo(client.all().size());
    }
  }

  @Test
  void emptySetHasNothing() throws Exception {
    list(List.of("a"));
    try (TestNode node = start()) {
      Client client = new Client(node);
      client.remove("a");
      assertThat(client.count()).isZero();
      assertThat(client.all()).isEmpty();
      assertThat(client.sample(10)).isEmpty();
      client.add("");
      assertThat(client.all()).containsExactly("");
      assertThat(client.sample(2)).containsExactly("", "");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyMemberIsAsLikely(boolean fixed) throws Exception {
    List<String> lines = fixed ? fixed(0, 300) : varying(0, 300);
    list(lines);
    try (TestNode node = start()) {
      Client client = new Client(node);
      client.remove(lines.subList(0, 50));
      client.add(fixed(1000, 1100));
      client.add(lines.subList(100, 120));
      int members = 350;
      List<String> drawn = client.sample(200 * members);
      assertThat(drawn).hasSize(200 * members);
      assertThat(new HashSet<>(drawn)).isEqualTo(new HashSet<>(client.all()));
      // Not seeded: what chance exceeds here once in a million runs is a fault.
      assertThat(Uniformity.chiSquare(drawn, members)).isLessThan(Uniformity.limit(members));
    }
  }

  @Test
  void memberIsFoundAmongMostlyRemovedOnes() throws Exception {
    list(varying(0, 3000));
    try (TestNode node = start()) {
      Client client = new Client(node);
      client.remove(varying(0, 2999));
      assertThat(client.sample(3)).containsOnly(varying(2999));
    }
  }

  /** What stays all the time is met in each walk, and what never was is not. */
  @Test
  void walksMeetWhatStaysWhileMembersAndListsChange() throws Exception {
    List<String> stays = varying(0, 1500);
    List<String> staysAdded = varying(10_000, 10_500);
    list(stays);
    try (TestNode node = start()) {
      Client client = new Client(node);
      client.add(staysAdded);
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> change(node, over));
      CompletableFuture<Integer> lists = CompletableFuture.supplyAsync(() -> exchange(over));
      try {
        Random random = new Random(11);
        for (int walk = 0; walk < 40; walk++) {
          Set<String> met = met(client, 20 + random.nextInt(200));
          assertThat(met).containsAll(stays).containsAll(staysAdded);
          assertThat(met).noneMatch(member -> member.startsWith("never"));
          List<String> whole = client.all();
          assertThat(whole).doesNotHaveDuplicates().containsAll(stays).containsAll(staysAdded);
        }
      } finally {
        over.set(true);
      }
      changes.get(60, TimeUnit.SECONDS);
      assertThat(lists.get(60, TimeUnit.SECONDS)).isPositive();
      assertThat(node.sets().describe("names").orElseThrow().generation())
          .as("lists that became live meanwhile")
          .isGreaterThan(2);
    }
  }

  /** Adds and removes others, and adds again what stays, which moves it about inside. */
  private static void change(TestNode node, AtomicBoolean over) {
    Client client = new Client(node);
    Random random = new Random(5);
    while (!over.get()) {
      int from = 20_000 + random.nextInt(500);
      client.add(varying(from, from + 50));
      client.add(List.of(varying(random.nextInt(1500)), varying(10_000 + random.nextInt(500))));
      client.remove(varying(from, from + random.nextInt(50) + 1));
    }
  }

  private int exchange(AtomicBoolean over) {
    int lists = 0;
    while (!over.get()) {
      List<String> lines = new ArrayList<>(varying(0, 1500));
      lines.addAll(varying(30_000 + lists, 30_000 + lists + 700));
      try {
        list(lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      lists++;
      await().pollDelay(Duration.ofMillis(80)).until(() -> true);
    }
    return lists;
  }
}
