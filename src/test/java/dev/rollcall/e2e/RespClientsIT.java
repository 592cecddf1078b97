package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

/** Clients of Redis that others wrote, as they come, with the jar as their server. */
class RespClientsIT {
  private static final long LIMIT_SECONDS = 30;

  @TempDir private static Path directory;
  private static RespServer server;

  @BeforeAll
  static void serve() throws Exception {
    server = new RespServer(directory);
  }

  @AfterAll
  static void everyCommandWasCalled() throws Exception {
    try {
      Set<String> called =
          cli("", "INFO", "commandstats")
              .lines()
              .filter(line -> line.startsWith("cmdstat_"))
              .map(line -> line.substring("cmdstat_".length(), line.indexOf(':')))
              .map(name -> name.contains("|") ? name.substring(0, name.indexOf('|')) : name)
              .collect(Collectors.toSet());
      assertThat(called).containsAll(cli("", "COMMAND", "LIST").lines().toList());
    } finally {
      server.close();
    }
  }

  // ---- redis-cli and redis-benchmark

  private static String cli(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("redis-cli", "-p", "" + server.port()));
    command.addAll(List.of(arguments));
    return server.run(input, command).output();
  }

  @Test
  void redisCliAsksOverTlsToo() throws Exception {
    assertThat(cli("", "SADD", "cli:s", "a", "b")).isEqualTo("2\n");
    assertThat(cli("", "-3", "SMEMBERS", "cli:s").lines()).containsExactlyInAnyOrder("a", "b");
    assertThat(
            server
                .run(
                    "",
                    List.of(
                        "redis-cli",
                        "--tls",
                        "--cacert",
                        server.authority().toString(),
                        "-p",
                        "" + server.securePort(),
                        "SISMEMBER",
                        "cli:s",
                        "a"))
                .output())
        .isEqualTo("1\n");
    assertThat(cli("SCARD cli:s\nXADD cli:x 1-1 f v\nXRANGE cli:x - +\n").lines())
        .containsExactly("2", "1-1", "1-1", "f", "v");
  }

  @Test
  void redisCliCallsWhatLibrariesKeepToThemselves() throws Exception {
    assertThat(cli("SADD cli:f x\nFLUSHDB\nEXISTS cli:f\nSADD cli:f x\nFLUSHALL ASYNC\n").lines())
        .containsExactly("1", "OK", "0", "1", "OK");
    assertThat(cli("SADD cli:f x\nRANDOMKEY\n").lines().toList().get(1)).isIn("cli:f", "names");
    assertThat(cli("AUTH default x\nLATENCY RESET\nSELECT 0\nRESET\nROLE\n").lines())
        .containsExactly("OK", "0", "OK", "RESET", "master", "0", "");
    assertThat(cli("XADD cli:l 1-1 f v\nXSETID cli:l 2-2\n").lines()).containsExactly("1-1", "OK");
    assertThat(cli("", "QUIT").strip()).isEqualTo("OK");
  }

  @Test
  void redisCliScansPipesAndLooksOn() throws Exception {
    StringBuilder pipe = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      pipe.append("SADD pipe:").append(i % 50).append(" member").append(i).append("\r\n");
    }
    assertThat(cli(pipe.toString(), "--pipe")).contains("errors: 0, replies: 5000");
    assertThat(cli("", "--scan", "--pattern", "pipe:*").lines())
        .hasSize(50)
        .doesNotHaveDuplicates();
    assertThat(cli("", "--bigkeys")).contains("sets with");
    // It looks until it is stopped, and keeps its lines to itself where nobody reads them.
    String look = "timeout 4 stdbuf -oL redis-cli -p " + server.port() + " -i 1 --stat";
    assertThat(server.run("", List.of("sh", "-c", look)).output().lines())
        .filteredOn(line -> line.matches("\\d+ .*"))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void redisCliSubscribes() throws Exception {
    String cli = "redis-cli -p " + server.port();
    String publish = "\"$(" + cli + " PUBLISH cli:news hello)\"";
    // Says it until somebody listens, then until nobody does, who is gone when he has it.
    String publisher =
        "until [ %1$s = 1 ]; do :; done; until [ %1$s = 0 ]; do :; done".formatted(publish);
    for (String protocol : List.of("-2", "-3")) {
      String listener = "timeout 20 " + cli + " " + protocol + " SUBSCRIBE cli:news | head -n 6";
      String both = "(" + publisher + ") & " + listener + "; wait";
      assertThat(server.run("", List.of("sh", "-c", both)).output())
          .contains("subscribe\ncli:news\n1\n")
          .contains("message\ncli:news\nhello\n");
    }
  }

  @Test
  void redisBenchmarkRunsPlainlyAndOverTls() throws Exception {
    List<List<String>> ways =
        List.of(
            List.of("-p", "" + server.port()),
            List.of(
                "-p",
                "" + server.securePort(),
                "--tls",
                "--cacert",
                server.authority().toString()));
    for (List<String> way : ways) {
      for (String what :
          List.of(
              "SADD bench:s __rand_int__",
              "SISMEMBER bench:s __rand_int__",
              "XADD bench:x * f __rand_int__",
              "PUBLISH bench hello")) {
        List<String> command = new ArrayList<>(List.of("redis-benchmark", "-q", "-n", "1000"));
        command.addAll(List.of("-c", "10", "-P", "10", "-r", "1000"));
        command.addAll(way);
        command.addAll(List.of(what.split(" ")));
        RespServer.Outcome outcome = server.run("", command);
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("requests per second").doesNotContain("rror");
      }
      List<String> named = new ArrayList<>(List.of("redis-benchmark", "-q", "-n", "1000"));
      named.addAll(List.of("-t", "ping,sadd"));
      named.addAll(way);
      assertThat(server.run("", named).output()).contains("PING_MBULK:").contains("SADD:");
    }
  }

  @Test
  void redisPyDrivesEveryFamily() throws Exception {
    RespServer.Outcome outcome =
        server.run(
            "",
            List.of(
                "/usr/bin/python3", "src/test/resources/clients/redis_py.py", "" + server.port()));
    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(outcome.output().lines()).endsWith("pipelines");
  }

  // ---- Jedis

  @Test
  void jedisDrivesEveryFamily() throws Exception {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
      assertThat(jedis.ping()).isEqualTo("PONG");
      assertThat(jedis.clientSetname("jedis")).isEqualTo("OK");
      assertThat(jedis.info()).contains("redis_version");
      jedisSets(jedis);
      jedisStreams(jedis);
      jedisGroups(jedis);
    }
  }

  private static void jedisSets(Jedis jedis) {
    assertThat(jedis.sadd("j:s", "a", "b", "c")).isEqualTo(3);
    assertThat(jedis.sadd("j:t", "b", "c", "d")).isEqualTo(3);
    assertThat(jedis.srem("j:s", "c")).isEqualTo(1);
    assertThat(jedis.sismember("j:s", "a")).isTrue();
    assertThat(jedis.smismember("j:s", "a", "x")).containsExactly(true, false);
    assertThat(jedis.scard("j:s")).isEqualTo(2);
    assertThat(jedis.smembers("j:s")).containsExactlyInAnyOrder("a", "b");
    assertThat(jedis.sinter("j:s", "j:t")).containsExactly("b");
    assertThat(jedis.sunion("j:s", "j:t")).hasSize(4);
    assertThat(jedis.sdiff("j:s", "j:t")).containsExactly("a");
    assertThat(jedis.sintercard("j:s", "j:t")).isEqualTo(1);
    assertThat(jedis.sscan("j:s", "0").getResult()).containsExactlyInAnyOrder("a", "b");
    assertThat(jedis.srandmember("j:s", 2)).hasSize(2);
    assertThat(jedis.spop("j:t", 3)).hasSize(3);
    assertThat(jedis.type("j:s")).isEqualTo("set");
    assertThat(jedis.keys("j:*")).containsExactly("j:s");
    assertThat(jedis.scan("0").getResult()).contains("j:s");
    assertThat(jedis.exists("j:s", "j:t")).isEqualTo(1);
    assertThat(jedis.del("j:s")).isEqualTo(1);
  }

  private static void jedisStreams(Jedis jedis) {
    StreamEntryID first = jedis.xadd("j:x", Map.of("f", "1"), XAddParams.xAddParams());
    StreamEntryID second = jedis.xadd("j:x", Map.of("f", "2"), XAddParams.xAddParams());
    assertThat(jedis.xlen("j:x")).isEqualTo(2);
    assertThat(ids(jedis.xrange("j:x", "-", "+"))).containsExactly(first, second);
    assertThat(ids(jedis.xrevrange("j:x", "+", "-", 1))).containsExactly(second);
    assertThat(
            jedis.xread(XReadParams.xReadParams().count(9), Map.of("j:x", first)).get(0).getValue())
        .hasSize(1);
    assertThat(jedis.xread(XReadParams.xReadParams().block(20), Map.of("j:x", second)))
        .isNullOrEmpty();
    assertThat(jedis.xinfoStream("j:x").getLength()).isEqualTo(2);
    assertThat(jedis.xdel("j:x", second)).isEqualTo(1);
    assertThat(jedis.xtrim("j:x", 0, false)).isEqualTo(1);
  }

  private static List<StreamEntryID> ids(List<StreamEntry> entries) {
    return entries.stream().map(StreamEntry::getID).toList();
  }

  private static void jedisGroups(Jedis jedis) {
    jedis.xgroupCreate("j:q", "g", new StreamEntryID(0, 0), true);
    StreamEntryID id = jedis.xadd("j:q", Map.of("f", "1"), XAddParams.xAddParams());
    Map<String, StreamEntryID> unread = Map.of("j:q", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY);
    assertThat(
            jedis
                .xreadGroup("g", "c", XReadGroupParams.xReadGroupParams().count(1), unread)
                .get(0)
                .getValue())
        .hasSize(1);
    assertThat(jedis.xpending("j:q", "g").getTotal()).isEqualTo(1);
    assertThat(jedis.xinfoGroups("j:q").get(0).getPending()).isEqualTo(1);
    assertThat(jedis.xack("j:q", "g", id)).isEqualTo(1);
    assertThat(jedis.xgroupDestroy("j:q", "g")).isEqualTo(1);
  }

  @Test
  void jedisSubscribes() throws Exception {
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    JedisPubSub subscriber =
        new JedisPubSub() {
          @Override
          public void onSubscribe(String channel, int count) {
            got.add("subscribed " + channel);
          }

          @Override
          public void onMessage(String channel, String message) {
            got.add(channel + ' ' + message);
            unsubscribe();
          }
        };
    int port = server.port();
    Thread thread =
        new Thread(
            () -> {
              try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                jedis.subscribe(subscriber, "j:news");
                got.add("over");
              }
            });
    thread.start();
    assertThat(got.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("subscribed j:news");
    try (Jedis jedis = new Jedis("127.0.0.1", port)) {
      assertThat(jedis.publish("j:news", "hello")).isEqualTo(1);
    }
    assertThat(got.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("j:news hello");
    assertThat(got.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("over");
    thread.join();
  }

  // ---- Lettuce, which speaks RESP3

  private interface Work {
    void with(RedisClient client) throws Exception;
  }

  private static void lettuce(boolean tls, Work work) throws Exception {
    RedisURI address =
        RedisURI.Builder.redis("127.0.0.1", tls ? server.securePort() : server.port())
            .withSsl(tls)
            .withVerifyPeer(false)
            .withTimeout(Duration.ofSeconds(LIMIT_SECONDS))
            .build();
    RedisClient client = RedisClient.create(address);
    try {
      work.with(client);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  @Test
  void lettuceDrivesEveryFamily() throws Exception {
    lettuce(
        false,
        client -> {
          try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> commands = connection.sync();
            assertThat(commands.ping()).isEqualTo("PONG");
            assertThat(commands.clientId()).isPositive();
            assertThat(commands.info()).contains("redis_version");
            lettuceSets(commands);
            lettuceStreams(commands);
            lettuceGroups(commands);
          }
        });
  }

  private static void lettuceSets(RedisCommands<String, String> commands) {
    assertThat(commands.sadd("l:s", "a", "b", "c")).isEqualTo(3);
    assertThat(commands.sadd("l:t", "b", "c", "d")).isEqualTo(3);
    assertThat(commands.srem("l:s", "c")).isEqualTo(1);
    assertThat(commands.sismember("l:s", "a")).isTrue();
    assertThat(commands.smismember("l:s", "a", "x")).containsExactly(true, false);
    assertThat(commands.scard("l:s")).isEqualTo(2);
    assertThat(commands.smembers("l:s")).isEqualTo(Set.of("a", "b"));
    assertThat(commands.sinter("l:s", "l:t")).isEqualTo(Set.of("b"));
    assertThat(commands.sunion("l:s", "l:t")).hasSize(4);
    assertThat(commands.sdiff("l:s", "l:t")).isEqualTo(Set.of("a"));
    assertThat(commands.sintercard("l:s", "l:t")).isEqualTo(1);
    assertThat(commands.sscan("l:s").getValues()).containsExactlyInAnyOrder("a", "b");
    assertThat(commands.srandmember("l:s", 2)).hasSize(2);
    assertThat(commands.spop("l:t", 3)).hasSize(3);
    assertThat(commands.type("l:s")).isEqualTo("set");
    assertThat(commands.keys("l:*")).containsExactly("l:s");
    assertThat(commands.scan().getKeys()).contains("l:s");
    assertThat(commands.exists("l:s", "l:t")).isEqualTo(1);
    assertThat(commands.unlink("l:s")).isEqualTo(1);
  }

  @SuppressWarnings("unchecked") // Arrays of a generic class, for methods that take any number.
  private static void lettuceStreams(RedisCommands<String, String> commands) {
    String first = commands.xadd("l:x", "f", "1");
    String second = commands.xadd("l:x", new XAddArgs().maxlen(100), "f", "2", "g", "3");
    assertThat(commands.xlen("l:x")).isEqualTo(2);
    assertThat(commands.xread(StreamOffset.from("l:x", first)))
        .extracting(StreamMessage::getId)
        .containsExactly(second);
    assertThat(commands.xread(XReadArgs.Builder.block(20), StreamOffset.latest("l:x"))).isEmpty();
    assertThat(commands.xinfoStream("l:x")).contains("length", 2L);
    assertThat(commands.xdel("l:x", second)).isEqualTo(1);
    assertThat(commands.xtrim("l:x", 0)).isEqualTo(1);
  }

  @SuppressWarnings("unchecked") // Arrays of a generic class, for methods that take any number.
  private static void lettuceGroups(RedisCommands<String, String> commands) {
    commands.xgroupCreate(StreamOffset.from("l:q", "0"), "g", XGroupCreateArgs.Builder.mkstream());
    String id = commands.xadd("l:q", "f", "1");
    Consumer<String> alice = Consumer.from("g", "alice");
    assertThat(commands.xreadgroup(alice, StreamOffset.lastConsumed("l:q"))).hasSize(1);
    assertThat(commands.xpending("l:q", "g").getCount()).isEqualTo(1);
    Consumer<String> bob = Consumer.from("g", "bob");
    assertThat(commands.xclaim("l:q", bob, new XClaimArgs().minIdleTime(0), id)).hasSize(1);
    assertThat(
            commands
                .xautoclaim(
                    "l:q", XAutoClaimArgs.Builder.xautoclaim(alice, Duration.ZERO, "0").count(5))
                .getMessages())
        .hasSize(1);
    assertThat(commands.xinfoGroups("l:q")).hasSize(1);
    assertThat(commands.xinfoConsumers("l:q", "g")).hasSize(2);
    assertThat(commands.xack("l:q", "g", id)).isEqualTo(1);
    assertThat(commands.xgroupDestroy("l:q", "g")).isTrue();
  }

  @Test
  void lettuceSubscribesOverTls() throws Exception {
    lettuce(
        true,
        client -> {
          BlockingQueue<String> got = new LinkedBlockingQueue<>();
          try (StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub();
              StatefulRedisConnection<String, String> publisher = client.connect()) {
            subscriber.addListener(
                new RedisPubSubAdapter<>() {
                  @Override
                  public void message(String channel, String message) {
                    got.add(channel + ' ' + message);
                  }

                  @Override
                  public void message(String pattern, String channel, String message) {
                    got.add(pattern + ' ' + channel + ' ' + message);
                  }
                });
            subscriber.sync().subscribe("l:news");
            subscriber.sync().psubscribe("l:*");
            assertThat(publisher.sync().publish("l:news", "hello")).isEqualTo(2);
            assertThat(got.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("l:news hello");
            assertThat(got.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("l:* l:news hello");
            assertThat(publisher.sync().pubsubNumsub("l:news")).containsEntry("l:news", 1L);
            for (int i = 0; i < 1000; i++) {
              var unused = publisher.async().publish("l:news", "m" + i);
            }
            for (int i = 0; i < 1000; i++) {
              assertThat(got.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("l:news m" + i);
              assertThat(got.poll(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo("l:* l:news m" + i);
            }
          }
        });
  }
}
