package dev.rollcall.app;

import dev.rollcall.broadcast.Channels;
import dev.rollcall.broadcast.Groups;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Session;
import dev.rollcall.edge.resp.ClientCommands;
import dev.rollcall.edge.resp.Clients;
import dev.rollcall.edge.resp.CommandCommands;
import dev.rollcall.edge.resp.CommandTable;
import dev.rollcall.edge.resp.ConfigCommands;
import dev.rollcall.edge.resp.ConnectionCommands;
import dev.rollcall.edge.resp.GroupCommands;
import dev.rollcall.edge.resp.KeyCatalog;
import dev.rollcall.edge.resp.KeyCommands;
import dev.rollcall.edge.resp.LatencyCommands;
import dev.rollcall.edge.resp.Listeners;
import dev.rollcall.edge.resp.PubSubCommands;
import dev.rollcall.edge.resp.RespServer;
import dev.rollcall.edge.resp.ServerCommands;
import dev.rollcall.edge.resp.SetCommands;
import dev.rollcall.edge.resp.SlowLogCommands;
import dev.rollcall.edge.resp.Statistics;
import dev.rollcall.edge.resp.StreamCommands;
import dev.rollcall.lookup.Sets;
import dev.rollcall.store.Keys;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;

/** What Redis clients are answered: the table of commands, joined with what they ask. */
final class Redis {
  private final CommandTable table = new CommandTable();
  private final Clients clients = new Clients();
  private final Statistics statistics = new Statistics();
  private final Listeners listeners = new Listeners();

  /**
   * @param registry has the meters of the whole server
   * @param connectionsMax how many connections there may be
   * @param blocking runs what waits for the store
   */
  Redis(
      Sets sets,
      Topics topics,
      Groups groups,
      Channels channels,
      Keys keys,
      MeterRegistry registry,
      long connectionsMax,
      Executor blocking) {
    GroupCommands groupCommands = new GroupCommands(table, groups, keys, blocking);
    KeyCatalog catalog = new KeyCatalog(keys, sets, blocking);
    KeyCommands keyCommands = new KeyCommands(catalog, sets, topics);
    table
        .add(new ConnectionCommands().commands())
        .add(new ClientCommands(table, clients).commands())
        .add(new CommandCommands(table).commands())
        .add(new ConfigCommands(table, statistics, listeners, connectionsMax).commands())
        .add(new LatencyCommands(table, statistics).commands())
        .add(new SlowLogCommands(table, statistics).commands())
        .add(groupCommands.commands())
        .add(
            new StreamCommands(table, topics, groups, groupCommands.info(), keys, blocking)
                .commands())
        .add(new PubSubCommands(table, channels).commands())
        .add(new SetCommands(catalog).commands())
        .add(keyCommands.commands())
        .add(
            new ServerCommands(
                    listeners,
                    clients,
                    statistics,
                    registry,
                    connectionsMax,
                    keyCommands,
                    () -> channels.count(),
                    () -> channels.patterns())
                .commands());
  }

  /** All commands. */
  CommandTable table() {
    return table;
  }

  Session.Factory sessions(ListenerSettings listener) {
    return RespServer.of(listener, table, clients, statistics, listeners);
  }
}
