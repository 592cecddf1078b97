package dev.rollcall.edge;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.resp.Clients;
import dev.rollcall.edge.resp.CommandTable;
import dev.rollcall.edge.resp.ConnectionCommands;
import dev.rollcall.edge.resp.KeyCatalog;
import dev.rollcall.edge.resp.KeyCommands;
import dev.rollcall.edge.resp.Listeners;
import dev.rollcall.edge.resp.RespServer;
import dev.rollcall.edge.resp.ServerCommands;
import dev.rollcall.edge.resp.SetCommands;
import dev.rollcall.edge.resp.Statistics;
import dev.rollcall.lookup.SetSettings;
import dev.rollcall.lookup.TestNode;
import dev.rollcall.store.Keys;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** A node with a set called {@code names}, and a listener that takes the commands about sets. */
final class SetsFixture implements AutoCloseable {
  private final EdgeFixture fixture = new EdgeFixture("resp", "");
  private final TestNode node;
  private final Keys keys;
  private final EdgeFixture.Running running;
  private final List<RespClientSocket> clients = new ArrayList<>();

  SetsFixture(Path directory, String... names) throws Exception {
    Path list = Files.write(directory.resolve("list"), List.of(names));
    node =
        TestNode.start(
            null,
            directory.resolve("node"),
            new SetSettings("names", list, false, Duration.ofSeconds(1), 1, 4));
    node.outcome();
    keys = node.store().keys();
    running = fixture.plain(sessions());
  }

  private Session.Factory sessions() {
    Executor blocking = node.system().dispatchers().lookup(DispatcherSelector.blocking());
    KeyCatalog catalog = new KeyCatalog(keys, node.sets(), blocking);
    KeyCommands keyCommands = new KeyCommands(catalog, node.sets(), topics());
    Clients all = new Clients();
    Statistics statistics = new Statistics();
    Listeners listeners = new Listeners();
    CommandTable table =
        new CommandTable()
            .add(new ConnectionCommands().commands())
            .add(new SetCommands(catalog).commands())
            .add(keyCommands.commands())
            .add(
                new ServerCommands(
                        listeners,
                        all,
                        statistics,
                        fixture.registry,
                        100,
                        keyCommands,
                        () -> 0,
                        () -> 0)
                    .commands());
    return RespServer.of(fixture.settings(), table, all, statistics, listeners);
  }

  /** Topics of which nothing is known but their names, and which can only be deleted. */
  private Topics topics() {
    return (Topics)
        Proxy.newProxyInstance(
            Topics.class.getClassLoader(),
            new Class<?>[] {Topics.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("delete")) {
                throw new UnsupportedOperationException(method.getName());
              }
              keys.release((String) arguments[0], Keys.Kind.TOPIC);
              return CompletableFuture.completedFuture(true);
            });
  }

  void claimTopic(String name) throws Exception {
    keys.claim(name, Keys.Kind.TOPIC);
  }

  RespClientSocket connect(int protocol) throws IOException {
    RespClientSocket client = new RespClientSocket(running.connect(), protocol);
    clients.add(client);
    return client;
  }

  @Override
  public void close() throws IOException {
    for (RespClientSocket client : clients) {
      client.close();
    }
    fixture.close();
    node.close();
  }
}
