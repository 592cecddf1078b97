package dev.rollcall.cli.bench;

import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.security.ClientTls;
import dev.rollcall.security.TlsEngine;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts load on a server from few threads at little cost, since it usually shares the machine with
 * what it measures. One run at a time.
 */
final class LoadGenerator implements AutoCloseable {
  /** Longer than any connection that still works stays silent. */
  private static final long STALL_SECONDS = 10;

  private final ConnectionOptions options;
  private final ClientTls.@Nullable EngineSupplier engines;
  private final int connections;
  private final EventLoopGroup loops;

  LoadGenerator(ConnectionOptions options, int connections, int threads) {
    this.options = options;
    this.engines =
        options.tls()
            ? options.clientTls().engines(TlsEngine.AUTO, options.host(), options.port())
            : null;
    this.connections = connections;
    this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
  }

  /**
   * Opens the connections, sends until the budget is used up, closes them.
   *
   * @param pipeline how many requests a connection sends before it waits for answers
   * @param server the server's processor time is measured too, if its process is known
   */
  LoadResult run(Workload workload, int pipeline, LoadBudget budget, Optional<ProcessorTime> server)
      throws IOException, InterruptedException {
    CountDownLatch finished = new CountDownLatch(connections);
    List<LoadConnection> handlers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      int first = (int) ((long) i * workload.count() / connections);
      handlers.add(new LoadConnection(workload, budget, pipeline, first, finished));
    }
    List<Channel> channels = connect(handlers);
    try {
      ProcessorTime self = ProcessorTime.ofThisProcess();
      long serverStart = server.isPresent() ? server.get().micros() : 0;
      long selfStart = self.micros();
      long startNanos = System.nanoTime();
      budget.start();
      handlers.forEach(LoadConnection::start);
      awaitEnd(finished, handlers);
      long nanos = System.nanoTime() - startNanos;
      long serverMicros = server.isPresent() ? server.get().micros() - serverStart : -1;
      return LoadResult.of(handlers, pipeline, nanos, serverMicros, self.micros() - selfStart);
    } finally {
      for (Channel channel : channels) {
        channel.close().syncUninterruptibly();
      }
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private List<Channel> connect(List<LoadConnection> handlers)
      throws IOException, InterruptedException {
    List<Channel> channels = new ArrayList<>();
    for (LoadConnection handler : handlers) {
      Channel channel = connect(handler);
      channels.add(channel);
    }
    return channels;
  }

  private Channel connect(LoadConnection handler) throws IOException, InterruptedException {
    ChannelFuture connected =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.min(Integer.MAX_VALUE, options.timeout().toMillis()))
            .handler(
                new ChannelInitializer<NioSocketChannel>() {
                  @Override
                  protected void initChannel(NioSocketChannel channel) {
                    if (engines != null) {
                      channel.pipeline().addLast(new SslHandler(engines.newClientEngine()));
                    }
                    channel.pipeline().addLast(handler);
                  }
                })
            .connect(options.host(), options.port())
            .await();
    if (!connected.isSuccess()) {
      throw cannotConnect(connected.cause());
    }
    SslHandler tls = connected.channel().pipeline().get(SslHandler.class);
    if (tls != null && !tls.handshakeFuture().await().isSuccess()) {
      throw cannotConnect(tls.handshakeFuture().cause());
    }
    return connected.channel();
  }

  private IOException cannotConnect(Throwable cause) {
    String reason =
        cause instanceof NotSslRecordException
            ? "the server does not speak TLS there; try --no-tls"
            : cause.getMessage();
    return new IOException("cannot connect to " + options.address() + ": " + reason);
  }

  /** Waits for all connections, and gives up when none has got an answer for long. */
  private static void awaitEnd(CountDownLatch finished, List<LoadConnection> handlers)
      throws InterruptedException, IOException {
    long before = -1;
    while (!finished.await(STALL_SECONDS, TimeUnit.SECONDS)) {
      long answered = handlers.stream().mapToLong(LoadConnection::answered).sum();
      if (answered == before) {
        throw new IOException(
            "no answer for " + STALL_SECONDS + " s on any of " + handlers.size() + " connections");
      }
      before = answered;
    }
  }
}
