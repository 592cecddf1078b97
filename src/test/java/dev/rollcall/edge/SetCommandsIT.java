package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets over sockets, in both versions of RESP. */
class SetCommandsIT {
  private static final String WRONG_TYPE =
      "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
  private static final String TOO_LONG =
      "-ERR the reply would have more than 16 MiB; use SSCAN\r\n";

  @TempDir java.nio.file.Path directory;
  private SetsFixture fixture;

  @BeforeEach
  void listen() throws Exception {
    fixture = new SetsFixture(directory, "alice", "bob", "carol");
  }

  @AfterEach
  void stop() throws IOException {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void changesAndAnswersAreThoseOfASet(int protocol) throws Exception {
    RespClientSocket client = fixture.connect(protocol);
    client.exchange("SADD s a b a", ":2\r\n");
    client.exchange("SADD s a c", ":1\r\n");
    client.exchange("SREM s c zz", ":1\r\n");
    client.exchange("SISMEMBER s a", ":1\r\n");
    client.exchange("SISMEMBER s c", ":0\r\n");
    client.exchange("SMISMEMBER s a c b", "*3\r\n:1\r\n:0\r\n:1\r\n");
    client.exchange("SCARD s", ":2\r\n");
    client.exchange("SREM s a b", ":2\r\n");
    client.exchange("EXISTS s", ":0\r\n");
    client.exchange("SISMEMBER names alice", ":1\r\n");
    client.exchange("SCARD names", ":3\r\n");
    client.exchange("SREM names alice", ":1\r\n");
    client.exchange("SADD names dave alice", ":2\r\n");
    client.exchange("SCARD names", ":4\r\n");
  }

  @ParameterizedTest
  @CsvSource({"2,*,$-1", "3,~,_"})
  void setsAndNothingLookAsTheProtocolHasThem(int protocol, String set, String nil)
      throws Exception {
    RespClientSocket client = fixture.connect(protocol);
    client.exchange("SADD s a", ":1\r\n");
    String a = "1\r\n$1\r\na\r\n";
    client.exchange("SMEMBERS s", set + a);
    client.exchange("SINTER s s", set + a);
    client.exchange("SUNION s none", set + a);
    client.exchange("SDIFF s none", set + a);
    client.exchange("SRANDMEMBER s 5", "*" + a);
    client.exchange("SRANDMEMBER s -2", "*2\r\n$1\r\na\r\n$1\r\na\r\n");
    client.exchange("SRANDMEMBER s", "$1\r\na\r\n");
    client.exchange("SPOP s 5", set + a);
    for (String empty : List.of("SMEMBERS none", "SINTER s none", "SUNION x y", "SPOP s 1")) {
      client.exchange(empty, set + "0\r\n");
    }
    client.exchange("SRANDMEMBER none 3", "*0\r\n");
    client.exchange("SRANDMEMBER none", nil + "\r\n");
    client.exchange("SPOP none", nil + "\r\n");
    client.exchange("SMISMEMBER none a b", "*2\r\n:0\r\n:0\r\n");
    client.exchange("SSCAN none 0", "*2\r\n$1\r\n0\r\n*0\r\n");
  }

  @Test
  void errorsAreThoseOfRedis() throws Exception {
    RespClientSocket client = fixture.connect(2);
    client.exchange("SADD s a", ":1\r\n");
    String syntax = "-ERR syntax error\r\n";
    String integer = "-ERR value is not an integer or out of range\r\n";
    String positive = "-ERR value is out of range, must be positive\r\n";
    client.exchange("SADD s", "-ERR wrong number of arguments for 'sadd' command\r\n");
    client.exchange("SSCAN s x", "-ERR invalid cursor\r\n");
    client.exchange("SSCAN none 18446744073709551616", "-ERR invalid cursor\r\n");
    client.exchange("SSCAN s 0 COUNT 0", syntax);
    client.exchange("SSCAN s 0 COUNT x", integer);
    client.exchange("SSCAN s 0 MATCH", syntax);
    client.exchange("SSCAN s 0 TYPE set", syntax);
    client.exchange("SSCAN none 0 FOO", "*2\r\n$1\r\n0\r\n*0\r\n");
    client.exchange("SRANDMEMBER none x", integer);
    client.exchange("SRANDMEMBER s 1 2", syntax);
    client.exchange(
        "SRANDMEMBER s -9223372036854775808",
        "-ERR value is out of range, value must between -9223372036854775807 and"
            + " 9223372036854775807\r\n");
    client.exchange("SPOP none -1", positive);
    client.exchange("SPOP s x", positive);
    client.exchange("SPOP s 1 2", syntax);
    client.exchange("SINTERCARD 0 s", "-ERR numkeys should be greater than 0\r\n");
    client.exchange(
        "SINTERCARD 2 s", "-ERR Number of keys can't be greater than number of args\r\n");
    client.exchange("SINTERCARD 1 s LIMIT -1", "-ERR LIMIT can't be negative\r\n");
    client.exchange("SINTERCARD 1 s LIMIT", syntax);
    client.exchange("SINTERCARD 1 s s", syntax);
  }

  @Test
  void topicIsNoSet() throws Exception {
    fixture.claimTopic("topic");
    RespClientSocket client = fixture.connect(3);
    for (String command :
        List.of(
            "SADD topic a",
            "SREM topic a",
            "SISMEMBER topic a",
            "SMISMEMBER topic a",
            "SCARD topic",
            "SMEMBERS topic",
            "SSCAN topic 0",
            "SRANDMEMBER topic",
            "SPOP topic 0",
            "SINTER none topic",
            "SINTERCARD 2 none topic",
            "SUNION names topic",
            "SDIFF none topic")) {
      client.exchange(command, WRONG_TYPE);
    }
    client.exchange("TYPE topic", "+stream\r\n");
  }

  @Test
  void keyThatNothingCanBeCalledIsMissingAndCannotBeMade() throws Exception {
    RespClientSocket client = fixture.connect(2);
    client.exchange("SISMEMBER \"two words\" a", ":0\r\n");
    client.exchange("EXISTS \"\\xff\" \"\"", ":0\r\n");
    client.exchange(
        "SADD \"\\xff\" a",
        "-ERR a key must be 1 to 255 bytes of UTF-8 without spaces and control characters\r\n");
    client.exchange("SADD \"\\xef\\xbf\\xbd\" a", ":1\r\n");
    client.exchange("EXISTS \"\\xff\"", ":0\r\n");
  }

  @Test
  void requestsSentTogetherAreAnsweredInOrder() throws Exception {
    RespClientSocket client = fixture.connect(2);
    StringBuilder requests = new StringBuilder();
    StringBuilder replies = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      requests.append("SADD s a").append(i).append(" a").append(i / 2).append("\r\n");
      replies.append(":1\r\n");
    }
    for (int i = 0; i < 300; i++) {
      requests.append("SISMEMBER s a").append(i).append("\r\n");
      replies.append(i < 200 ? ":1\r\n" : ":0\r\n");
    }
    requests.append("SISMEMBER names bob\r\nSISMEMBER none x\r\nSISMEMBER names x\r\n");
    replies.append(":1\r\n:0\r\n:0\r\n");
    for (int i = 0; i < 200; i++) {
      requests.append("SREM s a").append(i).append(" zz\r\n");
      replies.append(":1\r\n");
    }
    requests.append("EXISTS s\r\n");
    replies.append(":0\r\n");
    client.exchange(requests.toString().strip(), replies.toString());
  }

  @Test
  void walkMeetsAllThatMatch() throws Exception {
    RespClientSocket client = fixture.connect(2);
    List<String> members = IntStream.range(0, 3000).mapToObj(i -> "m" + i).toList();
    client.exchange("SADD s " + String.join(" ", members), ":3000\r\n");
    assertThat(client.walk("SSCAN s %s COUNT 100")).hasSize(3000);
    assertThat(client.walk("SSCAN s %s MATCH m1? COUNT 50")).hasSize(10).contains("m17");
    assertThat(client.walk("SSCAN names %s COUNT 1")).isEqualTo(Set.of("alice", "bob", "carol"));
  }

  @Test
  void randomMembersAreDifferentUnlessRepeatsAreWanted() throws Exception {
    RespClientSocket client = fixture.connect(3);
    List<String> members = IntStream.range(0, 500).mapToObj(i -> "m" + i).toList();
    client.exchange("SADD s " + String.join(" ", members), ":500\r\n");
    for (int count : List.of(1, 10, 160, 170, 499, 500, 501)) {
      List<String> chosen = client.list("SRANDMEMBER s " + count);
      assertThat(chosen).hasSize(Math.min(count, 500)).doesNotHaveDuplicates();
      assertThat(members).containsAll(chosen);
    }
    assertThat(client.list("SRANDMEMBER s -2000")).hasSize(2000);
    assertThat(new TreeSet<>(client.list("SRANDMEMBER s -20000"))).hasSize(500);
  }

  @Test
  void everyMemberIsPoppedByOneClientAlone() throws Exception {
    List<String> members = IntStream.range(0, 600).mapToObj(i -> "m" + i).toList();
    fixture.connect(2).exchange("SADD s " + String.join(" ", members), ":600\r\n");
    List<CompletableFuture<List<String>>> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      RespClientSocket client = fixture.connect(3);
      clients.add(CompletableFuture.supplyAsync(() -> client.popAll("s", 7)));
    }
    List<String> popped = new ArrayList<>();
    for (CompletableFuture<List<String>> client : clients) {
      popped.addAll(client.get(60, TimeUnit.SECONDS));
    }
    assertThat(popped).containsExactlyInAnyOrderElementsOf(members);
    fixture.connect(2).exchange("EXISTS s", ":0\r\n");
  }

  @Test
  void algebraIsThatOfSets() throws Exception {
    RespClientSocket client = fixture.connect(2);
    client.exchange("SADD one alice bob x", ":3\r\n");
    client.exchange("SADD two bob carol x", ":3\r\n");
    assertThat(client.list("SINTER names one")).containsExactlyInAnyOrder("alice", "bob");
    assertThat(client.list("SINTER two one names")).containsExactly("bob");
    assertThat(client.list("SUNION one two none"))
        .containsExactlyInAnyOrder("alice", "bob", "carol", "x");
    assertThat(client.list("SDIFF names one")).containsExactly("carol");
    assertThat(client.list("SDIFF one two names none")).isEmpty();
    client.exchange("SINTERCARD 2 one two", ":2\r\n");
    client.exchange("SINTERCARD 2 one two LIMIT 1", ":1\r\n");
    client.exchange("SINTERCARD 2 one two LIMIT 0", ":2\r\n");
    client.exchange("SINTERCARD 3 one none two", ":0\r\n");
  }

  @Test
  void repliesThatWouldBeTooLongAreRefusedAndPagesAreNot() throws Exception {
    RespClientSocket client = fixture.connect(2);
    String long1 = "x".repeat(900_000);
    for (int i = 0; i < 17; i++) {
      client.exchange("SADD s " + i + long1, ":1\r\n");
    }
    assertThat(client.list("SMEMBERS s")).hasSize(17);
    for (int i = 17; i < 20; i++) {
      client.exchange("SADD s " + i + long1, ":1\r\n");
    }
    client.exchange("SMEMBERS s", TOO_LONG);
    client.exchange("SINTER s s", TOO_LONG);
    client.exchange("SUNION s none", TOO_LONG);
    client.exchange("SDIFF s none", TOO_LONG);
    client.exchange("SRANDMEMBER s -100", TOO_LONG);
    client.exchange("SRANDMEMBER s 20", TOO_LONG);
    client.exchange("SPOP s 20", TOO_LONG);
    client.exchange("SCARD s", ":20\r\n");
    client.exchange("SINTERCARD 2 s s", ":20\r\n");
    assertThat(client.walk("SSCAN s %s COUNT 1000")).hasSize(20);
    assertThat(client.list("SRANDMEMBER s 2")).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void keysOfBothKindsAreFoundAndDeleted() throws Exception {
    fixture.claimTopic("news");
    RespClientSocket client = fixture.connect(2);
    client.exchange("SADD s a", ":1\r\n");
    client.exchange("SADD s2 a", ":1\r\n");
    client.exchange("EXISTS s news none s names", ":4\r\n");
    client.exchange("TYPE s", "+set\r\n");
    client.exchange("TYPE none", "+none\r\n");
    assertThat(client.list("KEYS *")).containsExactlyInAnyOrder("names", "news", "s", "s2");
    assertThat(client.list("KEYS s*")).containsExactlyInAnyOrder("s", "s2");
    assertThat(client.walk("SCAN %s COUNT 1")).hasSize(4);
    assertThat(client.walk("SCAN %s TYPE stream")).isEqualTo(Set.of("news"));
    assertThat(client.walk("SCAN %s TYPE SET MATCH ?2")).isEqualTo(Set.of("s2"));
    assertThat(client.walk("SCAN %s TYPE hash")).isEmpty();
    client.exchange("SCAN 0 COUNT 0", "-ERR syntax error\r\n");
    client.exchange("SCAN x", "-ERR invalid cursor\r\n");
    client.exchange(
        "DEL s names",
        "-ERR set 'names' has a file, which says what it has: take it out of the configuration, or"
            + " remove members with SREM; nothing was deleted\r\n");
    client.exchange("EXISTS s", ":1\r\n");
    client.exchange("DEL s s none", ":1\r\n");
    client.exchange("UNLINK news s2", ":2\r\n");
    assertThat(client.list("KEYS *")).containsExactly("names");
    client.exchange("RANDOMKEY", "$5\r\nnames\r\n");
  }

  @Test
  void walkThroughKeysMeetsThoseThatStayWhileOthersComeAndGo() throws Exception {
    RespClientSocket client = fixture.connect(2);
    Set<String> stay =
        IntStream.range(0, 60).mapToObj(i -> "stays" + i).collect(Collectors.toSet());
    for (String key : stay) {
      client.exchange("SADD " + key + " a", ":1\r\n");
    }
    Set<String> met = new TreeSet<>();
    String cursor = "0";
    int page = 0;
    do {
      List<String> keys = client.page("SCAN " + cursor + " COUNT 5");
      cursor = keys.remove(0);
      met.addAll(keys);
      client.exchange("SADD comes" + page + " a", ":1\r\n");
      if (page++ > 3) {
        client.exchange("DEL comes" + (page - 4), ":1\r\n");
      }
    } while (!cursor.equals("0"));
    assertThat(met).containsAll(stay);
  }

  @Test
  void everythingCanBeDeletedButWhatHasAFile() throws Exception {
    RespClientSocket client = fixture.connect(2);
    for (int i = 0; i < 100; i++) {
      client.exchange("SADD s" + i + " a", ":1\r\n");
    }
    fixture.claimTopic("news");
    client.exchange("FLUSHALL", "+OK\r\n");
    client.exchange("DBSIZE", ":1\r\n");
    assertThat(client.list("KEYS *")).containsExactly("names");
    client.exchange("SCARD names", ":3\r\n");
  }
}
