package dev.rollcall.cli.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the generator: sends a batch, waits for all its answers, sends the next. Lives
 * on its event loop; the results are read once {@code finished} was counted down.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter {
  private final Load load;
  private final LoadBudget budget;
  private final int pipeline;
  private final CountDownLatch finished;
  private final Load.Check check;
  private final LatencyHistogram latencies = new LatencyHistogram();
  private int cursor;
  private long batchNanos;
  private final AtomicLong answered = new AtomicLong();
  private long lost;
  private boolean busy;
  private boolean ended;
  private @Nullable ChannelHandlerContext context;

  /**
   * @param first the request to begin with, so that connections ask different things at a time
   */
  LoadConnection(Load load, LoadBudget budget, int pipeline, int first, CountDownLatch finished) {
    this.load = load;
    this.budget = budget;
    this.pipeline = pipeline;
    this.cursor = first;
    this.finished = finished;
    this.check = load.check();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /** Begins to send; called once the connection, and its TLS handshake, is done. */
  void start() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor().execute(() -> sendNext(ctx));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf arrived = (ByteBuf) message;
    try {
      if (busy && check.take(arrived)) {
        latencies.record(System.nanoTime() - batchNanos);
        answered.lazySet(answered.getPlain() + pipeline);
        busy = false;
        sendNext(ctx);
      }
    } finally {
      arrived.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var unused = ctx.close();
  }

  /** How many requests were answered so far; may be asked from any thread. */
  long answered() {
    return answered.get();
  }

  long wrong() {
    return check.wrong();
  }

  /** Errors that the server told, and requests that were never answered. */
  long errors() {
    return check.errors() + lost;
  }

  LatencyHistogram latencies() {
    return latencies;
  }

  private void sendNext(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive() || !budget.take(pipeline)) {
      end();
      return;
    }
    long delayNanos = budget.delayNanos(pipeline);
    if (delayNanos > 0) {
      var unused = ctx.executor().schedule(() -> send(ctx), delayNanos, TimeUnit.NANOSECONDS);
    } else {
      send(ctx);
    }
  }

  private void send(ChannelHandlerContext ctx) {
    if (cursor + pipeline > load.count()) {
      cursor = 0;
    }
    check.expect(cursor, cursor + pipeline);
    ByteBuf batch = load.requests(cursor, cursor + pipeline);
    cursor += pipeline;
    busy = true;
    batchNanos = System.nanoTime();
    var unused = ctx.writeAndFlush(batch);
  }

  private void end() {
    if (!ended) {
      ended = true;
      lost = busy ? pipeline : 0;
      finished.countDown();
    }
  }
}
