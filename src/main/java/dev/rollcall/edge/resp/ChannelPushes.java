package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.Channels;
import dev.rollcall.broadcast.Delivery;
import dev.rollcall.broadcast.Subscriber;
import dev.rollcall.wire.RespWriter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is published to one client: its subscriber, and how its deliveries look in RESP. A client
 * that leaves too much untaken is cut off.
 */
final class ChannelPushes implements Pushes {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelPushes.class);

  /** So much is taken from the subscriber at once. */
  private static final int STEP_BYTES = 16 << 10;

  private final Subscriber subscriber;

  private ChannelPushes(RespClient client, Channels channels) {
    this.subscriber =
        channels.open(
            new Subscriber.Owner() {
              @Override
              public void wake() {
                client.wake();
              }

              @Override
              public void cut() {
                LOG.warn(
                    "{}: cut off, it takes what is published too slowly", client.peer().name());
                client.kill();
              }
            });
  }

  /** The client's, made where it has none yet. */
  static ChannelPushes of(RespClient client, Channels channels) {
    if (client.pushes() instanceof ChannelPushes known) {
      return known;
    }
    ChannelPushes made = new ChannelPushes(client, channels);
    client.pushes(made);
    return made;
  }

  Subscriber subscriber() {
    return subscriber;
  }

  @Override
  public int subscriptions() {
    return subscriber.channelCount() + subscriber.patternCount();
  }

  @Override
  public int patterns() {
    return subscriber.patternCount();
  }

  @Override
  public void drain(RespWriter out, int bytesMax) {
    int begin = out.size();
    List<Delivery> next = List.of();
    do {
      next = subscriber.take(STEP_BYTES);
      next.forEach(delivery -> write(delivery, out));
    } while (!next.isEmpty() && out.size() - begin < bytesMax);
  }

  private static void write(Delivery delivery, RespWriter out) {
    byte[] pattern = delivery.pattern();
    out.push(pattern == null ? 3 : 4);
    out.bulk(pattern == null ? "message" : "pmessage");
    if (pattern != null) {
      out.bulk(pattern);
    }
    out.bulk(delivery.channel());
    out.bulk(delivery.message());
  }

  @Override
  public void close() {
    subscriber.close();
  }
}
