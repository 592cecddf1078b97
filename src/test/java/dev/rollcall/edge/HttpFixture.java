package dev.rollcall.edge;

import dev.rollcall.edge.http.Faults;
import dev.rollcall.edge.http.Handler;
import dev.rollcall.edge.http.HttpConnections;
import dev.rollcall.edge.http.HttpSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** An HTTP listener on a free port, in this process, that asks a handler of the test's. */
public final class HttpFixture implements AutoCloseable {
  private final EdgeFixture edge;
  private final ActorRef<Listener.Command> listener;
  private final InetSocketAddress address;

  /**
   * @param overrides HOCON laid over the defaults; the listener is called {@code http}
   * @param handler makes what is asked
   */
  public HttpFixture(String overrides, Function<ActorSystem<?>, Handler> handler) {
    edge = new EdgeFixture("http", overrides);
    ListenerSettings settings = edge.settings();
    TestProbe<Listener.Event> owner = edge.kit.createTestProbe();
    listener =
        edge.kit.spawn(
            Listener.create(
                settings,
                PekkoTransport.plain(edge.kit.system(), settings, edge.limits.settings()),
                new HttpConnections(
                    settings,
                    edge.limits,
                    HttpSettings.read(edge.reader()),
                    new Faults((status, detail) -> detail),
                    handler.apply(edge.kit.system())),
                edge.limits,
                owner.getRef()));
    address = owner.expectMessageClass(Listener.Bound.class, EdgeFixture.PATIENCE).address();
  }

  /** Where the listener is bound. */
  public InetSocketAddress address() {
    return address;
  }

  /** Where the listener's meters are. */
  public MeterRegistry registry() {
    return edge.registry;
  }

  /** An absolute address of what {@code path} names here. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }

  /** Has the listener stop as the server does, within the limit; does not wait for it. */
  public TestProbe<Listener.Drained> drain(java.time.Duration limit) {
    TestProbe<Listener.Drained> drained = edge.kit.createTestProbe();
    listener.tell(new Listener.Drain(limit, drained.getRef()));
    return drained;
  }

  @Override
  public void close() {
    edge.close();
  }
}
