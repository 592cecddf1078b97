package dev.rollcall.edge;

import dev.rollcall.edge.resp.Clients;
import dev.rollcall.edge.resp.Command;
import dev.rollcall.edge.resp.CommandTable;
import dev.rollcall.edge.resp.Listeners;
import dev.rollcall.edge.resp.RespServer;
import dev.rollcall.edge.resp.Statistics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorSystem;

/** A RESP listener on a free port, in this process, with the commands of the test's choice. */
public final class RespFixture implements AutoCloseable {
  private final CommandTable table = new CommandTable();
  private final Clients clients = new Clients();
  private final Statistics statistics = new Statistics();
  private final Listeners listeners = new Listeners();
  private final EdgeFixture edge;
  private final InetSocketAddress address;

  /**
   * @param overrides HOCON laid over the defaults; the listener is called {@code resp}
   * @param modules each gives commands for the table
   */
  @SafeVarargs
  public RespFixture(String overrides, Function<RespFixture, List<Command>>... modules) {
    edge = new EdgeFixture("resp", overrides);
    for (Function<RespFixture, List<Command>> module : modules) {
      table.add(module.apply(this));
    }
    address =
        edge.plain(RespServer.of(edge.settings(), table, clients, statistics, listeners)).address();
  }

  public CommandTable table() {
    return table;
  }

  public Clients clients() {
    return clients;
  }

  public Statistics statistics() {
    return statistics;
  }

  public Listeners listeners() {
    return listeners;
  }

  public MeterRegistry registry() {
    return edge.registry;
  }

  public ActorSystem<?> system() {
    return edge.kit.system();
  }

  public InetSocketAddress address() {
    return address;
  }

  public RespSocket connect() throws IOException {
    return new RespSocket(address);
  }

  @Override
  public void close() {
    edge.close();
  }
}
