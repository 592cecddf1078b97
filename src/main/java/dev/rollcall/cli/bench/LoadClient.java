package dev.rollcall.cli.bench;

import dev.rollcall.client.ConnectionOptions;
import dev.rollcall.security.ClientTls;
import dev.rollcall.security.TlsEngine;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens connections that few threads serve at little cost. */
final class LoadClient implements AutoCloseable {
  static {
    // A client has no logging of its own to set up; what goes wrong is told as an exception.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
  }

  private final ConnectionOptions options;
  private final ClientTls.@Nullable EngineSupplier engines;
  private final EventLoopGroup loops;

  LoadClient(ConnectionOptions options, int threads) {
    this.options = options;
    this.engines =
        options.tls()
            ? options.clientTls().engines(TlsEngine.AUTO, options.host(), options.port())
            : null;
    this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
  }

  /** Opens a connection for each handler, its TLS handshake done. */
  List<Channel> connect(List<? extends ChannelHandler> handlers)
      throws IOException, InterruptedException {
    List<Channel> channels = new ArrayList<>();
    for (ChannelHandler handler : handlers) {
      channels.add(connect(handler));
    }
    return channels;
  }

  static void close(List<Channel> channels) {
    for (Channel channel : channels) {
      channel.close().syncUninterruptibly();
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private Channel connect(ChannelHandler handler) throws IOException, InterruptedException {
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
}
