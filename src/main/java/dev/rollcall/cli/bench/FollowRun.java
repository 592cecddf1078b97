package dev.rollcall.cli.bench;

import dev.rollcall.base.Escape;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Followers of one topic, and appenders whose messages they all should get. Everybody has joined
 * before the first message is sent, and all is over when everybody has got the last one.
 */
final class FollowRun {
  private static final long JOIN_SECONDS = 30;

  /** Without any delivery for so long, what is missing is lost. */
  private static final long STALL_NANOS = 10_000_000_000L;

  private static final long LOOK_MILLIS = 1;

  private final LoadClient client;
  private final Plan plan;

  FollowRun(LoadClient client, Plan plan) {
    this.client = client;
    this.plan = plan;
  }

  /**
   * Who takes part.
   *
   * @param followers how many read
   * @param silent how many join and never read
   * @param size of each message in bytes
   */
  record Plan(String topic, int followers, int silent, int appenders, int size) {}

  /** Opens all connections, runs, closes them. */
  FollowResult run(int pipeline, LoadBudget budget, Optional<ProcessorTime> server)
      throws IOException, InterruptedException {
    String run = "r" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    List<FollowerConnection> all = new ArrayList<>();
    for (int i = 0; i < plan.followers() + plan.silent(); i++) {
      DeliveryCheck check = new DeliveryCheck(plan.topic(), run, plan.appenders());
      all.add(new FollowerConnection(plan.topic(), i >= plan.followers(), check));
    }
    List<Channel> channels = client.connect(all);
    try {
      join(all, channels);
      long serverStart = server.isPresent() ? server.get().micros() : 0;
      long startNanos = System.nanoTime();
      LoadResult appends =
          new LoadGenerator(client, plan.appenders())
              .run(
                  appender -> new TimedAppendLoad(plan.topic(), run, appender, plan.size()),
                  pipeline,
                  budget,
                  Optional.empty());
      List<FollowerConnection> reading = all.stream().filter(f -> !f.silent()).toList();
      long nanos = awaitDeliveries(reading, appends.requests()) - startNanos;
      long serverMicros = server.isPresent() ? server.get().micros() - serverStart : -1;
      long cut = all.stream().filter(FollowerConnection::cut).count();
      return FollowResult.of(appends, reading, cut, nanos, serverMicros);
    } finally {
      LoadClient.close(channels);
    }
  }

  private static void join(List<FollowerConnection> followers, List<Channel> channels)
      throws IOException, InterruptedException {
    for (int i = 0; i < followers.size(); i++) {
      byte[] command = followers.get(i).command();
      var unused = channels.get(i).writeAndFlush(Unpooled.wrappedBuffer(command));
    }
    for (FollowerConnection follower : followers) {
      try {
        follower.joined().get(JOIN_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        String reason = e.getCause() == null ? "" : String.valueOf(e.getCause().getMessage());
        throw new IOException(Escape.controls(reason), e);
      } catch (TimeoutException e) {
        throw new IOException("not joined within " + JOIN_SECONDS + " s", e);
      }
    }
  }

  /** Waits until every follower has so many, or none gets any more; returns when that was. */
  private static long awaitDeliveries(List<FollowerConnection> followers, long wanted)
      throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long before = -1;
    long lastNanos = System.nanoTime();
    while (followers.stream().anyMatch(f -> f.deliveries() < wanted)) {
      long now = System.nanoTime();
      long sum = followers.stream().mapToLong(FollowerConnection::deliveries).sum();
      if (sum != before) {
        before = sum;
        lastNanos = now;
      } else if (now - lastNanos > STALL_NANOS) {
        return lastNanos;
      }
      var unused = never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return System.nanoTime();
  }
}
