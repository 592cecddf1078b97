package dev.rollcall.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

/** Sets and topics are the same whichever protocol they are reached by, and after kill -9. */
class RespAcrossProtocolsIT {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir Path directory;

  private RollcallProcess serve() throws Exception {
    Path names = directory.resolve("names.txt");
    if (!Files.exists(names)) {
      Files.writeString(names, "alice\nbob\n", UTF_8);
    }
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(RollcallProcess.FREE_PORTS);
    Stream.of("sets.names.source=" + names, "listeners.lookup.tls.enabled=off")
        .forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return RollcallProcess.start(JAVA_HOME, directory, arguments.toArray(String[]::new));
  }

  private static Jedis redis(RollcallProcess server) throws InterruptedException {
    return new Jedis(
        InetAddress.getLoopbackAddress().getHostAddress(), server.port("resp"), 30_000);
  }

  @Test
  void aListAndATopicAreASetAndAStreamAndOutliveAKill() throws Exception {
    try (RollcallProcess server = serve()) {
      theListIsASet(server);
      theTopicsAreStreams(server);
      leaveSomethingBehind(server);
      server.kill();
    }
    try (RollcallProcess server = serve()) {
      findIt(server);
      server.terminate();
      assertThat(server.awaitEnd().status()).isZero();
    }
  }

  private static void theListIsASet(RollcallProcess server) throws Exception {
    try (Jedis redis = redis(server);
        LineSocket lookup = new LineSocket(server.port("lookup"))) {
      assertThat(redis.sismember("names", "alice")).isTrue();
      assertThat(redis.sismember("names", "carol")).isFalse();
      assertThat(redis.sadd("names", "carol")).isOne();
      assertThat(lookup.send("carol\n").answer()).isEqualTo("STRING EXISTS");
      assertThat(redis.srem("names", "alice")).isOne();
      assertThat(lookup.send("alice\n").answer()).isEqualTo("STRING NOT FOUND");
      assertThat(redis.smembers("names")).containsExactlyInAnyOrder("bob", "carol");
      assertThatThrownBy(() -> redis.del("names"))
          .isInstanceOf(JedisDataException.class)
          .hasMessageContaining("names");
      assertThat(redis.type("names")).isEqualTo("set");
    }
  }

  private static void theTopicsAreStreams(RollcallProcess server) throws Exception {
    try (Jedis redis = redis(server);
        LineSocket message = new LineSocket(server.port("message"));
        LineSocket relay = new LineSocket(server.port("relay"))) {
      relay.send("from relay\n");
      Map<String, StreamEntryID> fromTheBegin = Map.of("relay", new StreamEntryID(0, 0));
      assertThat(texts(redis.xread(XReadParams.xReadParams().block(20_000), fromTheBegin)))
          .containsExactly("from relay");
      assertThat(message.send("/join news\n").answer()).startsWith("OK");
      String id = redis.xadd("news", XAddParams.xAddParams(), Map.of("text", "x")).toString();
      assertThat(message.answer()).isEqualTo("news " + id + " x");
      assertThat(message.send("/send news y\n").answer()).startsWith("OK ");
      assertThat(redis.xrange("news", "-", "+"))
          .extracting(entry -> entry.getFields().get("text"))
          .containsExactly("x", "y");
      assertThat(redis.type("news")).isEqualTo("stream");
      assertThatThrownBy(() -> redis.sadd("news", "x"))
          .isInstanceOf(JedisDataException.class)
          .hasMessageStartingWith("WRONGTYPE ");
    }
  }

  private static List<String> texts(List<Map.Entry<String, List<StreamEntry>>> streams) {
    return streams.get(0).getValue().stream().map(entry -> entry.getFields().get("text")).toList();
  }

  private static void leaveSomethingBehind(RollcallProcess server) throws Exception {
    try (Jedis redis = redis(server)) {
      assertThat(redis.sadd("staff", "dave", "erin")).isEqualTo(2);
      assertThat(redis.srem("staff", "erin")).isOne();
      redis.xgroupCreate("news", "desk", new StreamEntryID(0, 0), false);
      assertThat(texts(deliver(redis, 1))).containsExactly("x");
      assertThat(texts(deliver(redis, 1))).containsExactly("y");
      redis.xack("news", "desk", redis.xrange("news", "-", "+").get(0).getID());
      assertThat(redis.sadd("gone", "x")).isOne();
      assertThat(redis.del("gone")).isOne();
    }
  }

  private static List<Map.Entry<String, List<StreamEntry>>> deliver(Jedis redis, int count) {
    return redis.xreadGroup(
        "desk",
        "anna",
        XReadGroupParams.xReadGroupParams().count(count),
        Map.of("news", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
  }

  private static void findIt(RollcallProcess server) throws Exception {
    try (Jedis redis = redis(server);
        LineSocket lookup = new LineSocket(server.port("lookup"))) {
      assertThat(redis.smembers("staff")).containsExactly("dave");
      assertThat(redis.exists("gone")).isFalse();
      assertThat(lookup.send("carol\nalice\n").answer()).isEqualTo("STRING EXISTS");
      assertThat(lookup.answer()).isEqualTo("STRING NOT FOUND");
      assertThat(redis.xpending("news", "desk").getTotal()).isOne();
      assertThat(
              texts(
                  redis.xreadGroup(
                      "desk",
                      "anna",
                      XReadGroupParams.xReadGroupParams(),
                      Map.of("news", new StreamEntryID(0, 0)))))
          .containsExactly("y");
    }
  }
}
