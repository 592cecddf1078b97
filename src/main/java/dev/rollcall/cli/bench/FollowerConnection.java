package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One follower: joins a topic from now on and has every delivery checked, or, if it is a silent
 * one, never reads again. Lives on its event loop; what it has counted is read once all is
 * delivered.
 */
final class FollowerConnection extends ChannelInboundHandlerAdapter {
  private static final int ANSWER_BYTES_MAX = 4096;

  private final String topic;
  private final boolean silent;
  private final DeliveryCheck check;
  private final CompletableFuture<Void> joined = new CompletableFuture<>();
  private final StringBuilder answer = new StringBuilder();
  private final AtomicLong deliveries = new AtomicLong();
  private volatile boolean cut;

  FollowerConnection(String topic, boolean silent, DeliveryCheck check) {
    this.topic = topic;
    this.silent = silent;
    this.check = check;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf arrived = (ByteBuf) message;
    try {
      if (!joined.isDone()) {
        readAnswer(ctx, arrived);
      }
      if (joined.isDone() && arrived.isReadable()) {
        check.take(arrived, System.nanoTime());
        deliveries.lazySet(check.deliveries());
      }
    } finally {
      arrived.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cut = true;
    joined.completeExceptionally(new IOException("closed by the server before it joined"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var unused = ctx.close();
  }

  /** The command to send once connected. */
  byte[] command() {
    return ("/join " + topic + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Completed when the server has said that the topic is joined. */
  CompletableFuture<Void> joined() {
    return joined;
  }

  /** How many messages came so far; may be asked from any thread. */
  long deliveries() {
    return deliveries.get();
  }

  /** Whether the server has closed the connection. */
  boolean cut() {
    return cut;
  }

  boolean silent() {
    return silent;
  }

  DeliveryCheck check() {
    return check;
  }

  private void readAnswer(ChannelHandlerContext ctx, ByteBuf arrived) {
    while (arrived.isReadable() && !joined.isDone()) {
      char c = (char) arrived.readUnsignedByte();
      if (c != '\n') {
        answer.append(c);
      } else if (answer.toString().startsWith("OK joined ")) {
        // Nobody drains it from now on: the server is left with all it has to say.
        ctx.channel().config().setAutoRead(!silent);
        joined.complete(null);
      }
      if ((c == '\n' && !joined.isDone()) || answer.length() > ANSWER_BYTES_MAX) {
        joined.completeExceptionally(new IOException("not joined: " + answer));
      }
    }
  }
}
