package dev.rollcall.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;

/** A server that is killed while consumers of a group read and acknowledge keeps its promises. */
class GroupKillIT {
  private static final int ROUNDS = Soak.either(3, 30);
  private static final int CONSUMERS = 4;
  private static final int ALL = 100_000;
  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path directory;

  private final Set<StreamEntryID> appended = ConcurrentHashMap.newKeySet();
  private final Queue<StreamEntryID> delivered = new ConcurrentLinkedQueue<>();

  /** What somebody has begun to acknowledge, and what has been confirmed to be. */
  private final Set<StreamEntryID> givenUp = ConcurrentHashMap.newKeySet();

  private final Set<StreamEntryID> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile int port;
  private volatile boolean over;

  private RollcallProcess serve() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("serve"));
    arguments.addAll(RollcallProcess.FREE_PORTS);
    RollcallProcess server =
        RollcallProcess.start(
            Path.of(System.getProperty("java.home")), directory, arguments.toArray(String[]::new));
    port = server.port("resp");
    return server;
  }

  private Jedis redis() {
    return new Jedis(InetAddress.getLoopbackAddress().getHostAddress(), port, 30_000);
  }

  /** Held while there is no server. */
  private final ReentrantReadWriteLock restarting = new ReentrantReadWriteLock();

  private interface Work {
    void run(Jedis redis);
  }

  /** Works until it is over, with a new connection after each failure. */
  private Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              while (!over) {
                try (Jedis redis = redis()) {
                  while (!over) {
                    work.run(redis);
                  }
                } catch (JedisException e) {
                  awaitServer();
                } catch (Throwable e) {
                  failures.add(e);
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Returns at once unless the server is being started again. */
  private void awaitServer() {
    restarting.readLock().lock();
    try {
      assertThat(port).isPositive();
    } finally {
      restarting.readLock().unlock();
    }
  }

  private void append(Jedis redis) {
    appended.add(redis.xadd("t", XAddParams.xAddParams(), Map.of("a", "b")));
  }

  private void consume(Jedis redis, String consumer, Random random) {
    List<Map.Entry<String, List<StreamEntry>>> read =
        redis.xreadGroup(
            "g",
            consumer,
            XReadGroupParams.xReadGroupParams().count(1 + random.nextInt(9)).block(100),
            Map.of("t", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    if (read == null) {
      return;
    }
    for (StreamEntry entry : read.get(0).getValue()) {
      delivered.add(entry.getID());
      if (random.nextInt(3) > 0) {
        givenUp.add(entry.getID());
        assertThat(redis.xack("t", "g", entry.getID())).isOne();
        acknowledged.add(entry.getID());
      }
    }
  }

  @Test
  void nothingDeliveredIsLostAndNothingAcknowledgedComesBackWhenKilled() throws Exception {
    Random random = new Random(Soak.seed("group-kill"));
    RollcallProcess server = serve();
    List<Thread> threads = new ArrayList<>();
    try {
      try (Jedis redis = redis()) {
        redis.xgroupCreate("t", "g", new StreamEntryID(0, 0), true);
      }
      threads.add(start(this::append));
      for (int i = 0; i < CONSUMERS; i++) {
        String consumer = "c" + i;
        Random own = new Random(i);
        threads.add(start(redis -> consume(redis, consumer, own)));
      }
      for (int round = 0; round < ROUNDS; round++) {
        awaitDelivered(delivered.size() + 50 + random.nextInt(400));
        restarting.writeLock().lock();
        try {
          server.kill();
          server = serve();
        } finally {
          restarting.writeLock().unlock();
        }
      }
      awaitDelivered(delivered.size() + 50);
      over = true;
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
      }
      assertThat(failures).isEmpty();
      judge();
    } finally {
      over = true;
      server.close();
    }
  }

  private void awaitDelivered(int count) {
    org.awaitility.Awaitility.await()
        .atMost(java.time.Duration.ofSeconds(LIMIT_SECONDS))
        .until(() -> delivered.size() >= count || !failures.isEmpty());
  }

  private void judge() {
    try (Jedis redis = redis()) {
      consumeRest(redis);
      Set<StreamEntryID> pending = ConcurrentHashMap.newKeySet();
      for (StreamPendingEntry entry :
          redis.xpending("t", "g", XPendingParams.xPendingParams("-", "+", ALL))) {
        pending.add(entry.getID());
      }
      assertThat(delivered).doesNotHaveDuplicates();
      assertThat(pending).doesNotContainAnyElementsOf(acknowledged);
      for (StreamEntryID id : delivered) {
        assertThat(pending.contains(id) || givenUp.contains(id))
            .as("%s was delivered", id)
            .isTrue();
      }
      for (StreamEntryID id : appended) {
        assertThat(pending.contains(id) || givenUp.contains(id)).as("%s was appended", id).isTrue();
      }
      assertThat(acknowledged).hasSizeGreaterThan(100);
      assertThat(redis.xinfoGroups("t").get(0).getPending()).isEqualTo(pending.size());
    }
  }

  /** Reads what nobody has read. */
  private void consumeRest(Jedis redis) {
    while (true) {
      List<Map.Entry<String, List<StreamEntry>>> read =
          redis.xreadGroup(
              "g",
              "last",
              XReadGroupParams.xReadGroupParams().count(1000),
              Map.of("t", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
      if (read == null) {
        return;
      }
      read.get(0).getValue().forEach(entry -> delivered.add(entry.getID()));
    }
  }
}
