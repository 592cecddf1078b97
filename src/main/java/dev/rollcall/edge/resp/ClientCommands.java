package dev.rollcall.edge.resp;

import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.edge.resp.RespClient.Replies;
import dev.rollcall.edge.resp.RespClient.Unblock;
import dev.rollcall.wire.RespWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** CLIENT: what is known of the clients, and what they may say of themselves. */
public final class ClientCommands {
  private final CommandTable table;
  private final Clients clients;

  /**
   * @param table will have the command
   * @param clients all that are connected
   */
  public ClientCommands(CommandTable table, Clients clients) {
    this.table = table;
    this.clients = clients;
  }

  /** The command, for the table. */
  public List<Command> commands() {
    return List.of(
        Command.named("client")
            .arity(-2)
            .group(Group.CONNECTION)
            .since("2.4.0")
            .complexity("Depends on the subcommand.")
            .summary("Tells about clients, and keeps what they say of themselves.")
            .subcommands(
                own("id", 2)
                    .since("5.0.0")
                    .summary("Gives this connection's number.")
                    .reply("integer")
                    .handledBy(this::id),
                own("getname", 2)
                    .since("2.6.9")
                    .summary("Gives the name this client has given itself.")
                    .reply("text, or nil")
                    .handledBy(this::getName),
                own("setname", 3)
                    .since("2.6.9")
                    .syntax("connection-name")
                    .summary("Names this client; an empty name takes it away.")
                    .reply("OK")
                    .handledBy(this::setName),
                own("setinfo", 4)
                    .since("7.2.0")
                    .syntax("<LIB-NAME libname | LIB-VER libver>")
                    .summary("Says which library this client uses.")
                    .reply("OK")
                    .handledBy(this::setInfo),
                own("info", 2)
                    .since("6.2.0")
                    .summary("Gives this client's line of CLIENT LIST.")
                    .reply("text (verbatim)")
                    .handledBy(this::info),
                others("list", -2)
                    .since("2.4.0")
                    .syntax("[TYPE <NORMAL | MASTER | REPLICA | PUBSUB>] [ID client-id ...]")
                    .complexity("O(N), N being the number of clients")
                    .summary("Gives a line for each client.")
                    .reply("text (verbatim)")
                    .handledBy(this::list),
                others("kill", -3)
                    .since("2.4.0")
                    .syntax(
                        "<ip:port | [ID client-id] [TYPE type] [USER username] [ADDR ip:port]"
                            + " [LADDR ip:port] [SKIPME <YES | NO>] ...>")
                    .complexity("O(N), N being the number of clients")
                    .summary("Closes the connections of all clients that fit.")
                    .reply("OK for an address, else how many")
                    .handledBy(this::kill),
                others("unblock", -3)
                    .since("5.0.0")
                    .syntax("client-id [TIMEOUT | ERROR]")
                    .complexity("O(N), N being the number of clients")
                    .summary("Has another client's waiting call answered at once.")
                    .reply("1 if a call waited, else 0")
                    .handledBy(this::unblock),
                own("reply", 3)
                    .since("3.2.0")
                    .syntax("<ON | OFF | SKIP>")
                    .summary("Switches this client's replies off and on, or skips the next.")
                    .reply("OK for ON, else nothing")
                    .handledBy(this::reply),
                others("no-evict", 3)
                    .since("7.0.0")
                    .syntax("<ON | OFF>")
                    .summary("Is remembered; no client is ever evicted here.")
                    .reply("OK")
                    .handledBy(this::noEvict),
                own("no-touch", 3)
                    .since("7.2.0")
                    .syntax("<ON | OFF>")
                    .summary("Is remembered; no key here knows when it was used.")
                    .reply("OK")
                    .handledBy(this::noTouch),
                own("getredir", 2)
                    .since("6.0.0")
                    .summary("Says that nothing is tracked for this client.")
                    .reply("-1")
                    .handledBy(this::getRedirection),
                Help.in(table, Group.CONNECTION))
            .build());
  }

  private static Command.Builder own(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group(Group.CONNECTION)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private static Command.Builder others(String name, int arity) {
    return own(name, arity).flags(Flag.ADMIN);
  }

  private static CompletableFuture<?> ok(Call call) {
    call.out().simple("OK");
    return Call.DONE;
  }

  // ---- About this client

  private CompletableFuture<?> id(Call call) {
    call.out().integer(call.client().id());
    return Call.DONE;
  }

  private CompletableFuture<?> getName(Call call) {
    String name = call.client().name();
    if (name.isEmpty()) {
      call.out().nil();
    } else {
      call.out().bulk(name);
    }
    return Call.DONE;
  }

  private CompletableFuture<?> setName(Call call) {
    call.client().name(ClientNames.checked(call, 2));
    return ok(call);
  }

  private CompletableFuture<?> setInfo(Call call) {
    if (call.is(2, "LIB-NAME")) {
      call.client().libraryName(ClientNames.checked(call, 3, call.text(2)));
    } else if (call.is(2, "LIB-VER")) {
      call.client().libraryVersion(ClientNames.checked(call, 3, call.text(2)));
    } else {
      throw RespError.argument("Unrecognized option '" + call.text(2) + "'");
    }
    return ok(call);
  }

  private CompletableFuture<?> info(Call call) {
    call.out().verbatim(ClientLine.of(call.client()));
    return Call.DONE;
  }

  private CompletableFuture<?> reply(Call call) {
    if (call.is(2, "ON")) {
      call.client().replies(Replies.ON);
      return ok(call);
    }
    if (call.is(2, "OFF")) {
      call.client().replies(Replies.OFF);
    } else if (!call.is(2, "SKIP")) {
      throw RespError.syntax();
    } else if (call.client().replies() == Replies.ON) {
      call.client().replies(Replies.SKIP_NEXT);
    }
    return Call.DONE;
  }

  private CompletableFuture<?> noEvict(Call call) {
    call.client().keptFromEviction(isOn(call, 2));
    return ok(call);
  }

  private CompletableFuture<?> noTouch(Call call) {
    call.client().notTouching(isOn(call, 2));
    return ok(call);
  }

  private CompletableFuture<?> getRedirection(Call call) {
    call.out().integer(-1);
    return Call.DONE;
  }

  private static boolean isOn(Call call, int argument) {
    if (call.is(argument, "ON")) {
      return true;
    }
    if (call.is(argument, "OFF")) {
      return false;
    }
    throw RespError.syntax();
  }

  // ---- About others

  private CompletableFuture<?> list(Call call) {
    Predicate<RespClient> wanted = wanted(call);
    StringBuilder lines = new StringBuilder();
    clients.all().stream().filter(wanted).map(ClientLine::of).forEach(lines::append);
    call.out().verbatim(lines.toString());
    return Call.DONE;
  }

  private static Predicate<RespClient> wanted(Call call) {
    if (call.count() == 2) {
      return client -> true;
    }
    if (call.count() == 4 && call.is(2, "TYPE")) {
      return ClientFilter.ofType(call, 3);
    }
    if (call.count() > 3 && call.is(2, "ID")) {
      Set<Long> ids = new HashSet<>();
      for (int i = 3; i < call.count(); i++) {
        ids.add(Numbers.integer(call, i, RespError.argument("Invalid client ID")));
      }
      return client -> ids.contains(client.id());
    }
    throw RespError.syntax();
  }

  private CompletableFuture<?> kill(Call call) {
    RespWriter out = call.out();
    if (call.count() > 3) {
      ClientFilter filter = ClientFilter.read(call, 2);
      out.integer(kill(client -> filter.means(client, call.client()), call.client()));
      return Call.DONE;
    }
    String address = call.text(2);
    if (kill(client -> client.peer().name().equals(address), call.client()) == 0) {
      throw RespError.argument("No such client");
    }
    return ok(call);
  }

  /** A client that means itself too gets its answer before. */
  private int kill(Predicate<RespClient> wanted, RespClient self) {
    List<RespClient> found = clients.all().stream().filter(wanted).toList();
    for (RespClient client : found) {
      if (client == self) {
        client.close();
      } else {
        client.kill();
      }
    }
    return found.size();
  }

  private CompletableFuture<?> unblock(Call call) {
    Unblock how = Unblock.TIMEOUT;
    if (call.count() > 4) {
      throw Unknown.arity(call.command());
    }
    if (call.count() == 4) {
      how = how(call, 3);
    }
    RespClient client = clients.find(call.integer(2));
    call.out().integer(client != null && client.unblock(how) ? 1 : 0);
    return Call.DONE;
  }

  private static Unblock how(Call call, int argument) {
    if (call.is(argument, "TIMEOUT")) {
      return Unblock.TIMEOUT;
    }
    if (call.is(argument, "ERROR")) {
      return Unblock.ERROR;
    }
    throw RespError.argument("CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }
}
