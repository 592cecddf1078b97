package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.edge.resp.Command.Flag;
import dev.rollcall.edge.resp.Command.Group;
import dev.rollcall.wire.RespWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The commands that are about the connection itself: HELLO, AUTH, PING and the like. */
public final class ConnectionCommands {
  /** The commands, for the table. */
  public List<Command> commands() {
    return List.of(
        connection("hello", -1)
            .flags(Flag.FAST, Flag.NO_AUTH)
            .since("6.0.0")
            .syntax("[protover [AUTH username password] [SETNAME clientname]]")
            .summary("Chooses the version of the protocol and says who the client is.")
            .reply("map: server, version, proto, id, mode, role, modules")
            .handledBy(this::hello)
            .build(),
        connection("auth", -2)
            .flags(Flag.FAST, Flag.NO_AUTH)
            .syntax("[username] password")
            .summary("Says who the client is.")
            .reply("OK")
            .handledBy(this::auth)
            .build(),
        connection("ping", -1)
            .flags(Flag.FAST, Flag.SUBSCRIBED)
            .syntax("[message]")
            .summary("Answers, to show that the connection lives.")
            .reply("PONG, or the message; to a RESP2 client that has subscribed: pong, message")
            .handledBy(this::ping)
            .build(),
        connection("echo", 2)
            .flags(Flag.FAST)
            .syntax("message")
            .summary("Answers with what it was given.")
            .reply("the message")
            .handledBy(this::echo)
            .build(),
        connection("quit", -1)
            .flags(Flag.FAST, Flag.NO_AUTH, Flag.SUBSCRIBED)
            .summary("Closes the connection once everything before it is answered.")
            .reply("OK")
            .handledBy(this::quit)
            .build(),
        connection("reset", 1)
            .flags(Flag.FAST, Flag.NO_AUTH, Flag.SUBSCRIBED)
            .since("6.2.0")
            .summary("Makes the connection as it was when it was new.")
            .reply("RESET")
            .handledBy(this::reset)
            .build(),
        connection("select", 2)
            .flags(Flag.FAST)
            .syntax("index")
            .summary("Chooses the database, of which there is one: 0.")
            .reply("OK")
            .handledBy(this::select)
            .build());
  }

  private static Command.Builder connection(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group(Group.CONNECTION)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private CompletableFuture<?> hello(Call call) {
    int version = call.count() == 1 ? call.out().protocol() : version(call);
    int password = 0;
    int name = 0;
    for (int i = 2; i < call.count(); i++) {
      int more = call.count() - i - 1;
      if (call.is(i, "AUTH") && more >= 2) {
        password = i + 2;
        i += 2;
      } else if (call.is(i, "SETNAME") && more >= 1) {
        name = i + 1;
        i++;
      } else {
        throw RespError.argument("Syntax error in HELLO option '" + call.text(i) + "'");
      }
    }
    if (password > 0) {
      authenticate(call.text(password - 1));
    }
    if (name > 0) {
      call.client().name(ClientNames.checked(call, name));
    }
    call.out().protocol(version);
    describe(call.client());
    return Call.DONE;
  }

  private static int version(Call call) {
    long version =
        Numbers.integer(
            call, 1, RespError.argument("Protocol version is not an integer or out of range"));
    if (version != 2 && version != 3) {
      throw new RespError(ErrorCode.BAD_ARGUMENT, "NOPROTO unsupported protocol version");
    }
    return (int) version;
  }

  private static void describe(RespClient client) {
    RespWriter out = client.out();
    out.map(7);
    out.bulk("server");
    out.bulk("redis");
    out.bulk("version");
    out.bulk(Info.REDIS_VERSION);
    out.bulk("proto");
    out.integer(out.protocol());
    out.bulk("id");
    out.integer(client.id());
    out.bulk("mode");
    out.bulk("standalone");
    out.bulk("role");
    out.bulk("master");
    out.bulk("modules");
    out.array(0);
  }

  private CompletableFuture<?> auth(Call call) {
    switch (call.count()) {
      case 2 -> authenticate(null);
      case 3 -> authenticate(call.text(1));
      default -> throw RespError.syntax();
    }
    call.out().simple("OK");
    return Call.DONE;
  }

  /**
   * The one place where a client's word about itself is checked. Without users there is only the
   * one that Redis calls default, who needs no password.
   *
   * @param user null where only a password was given
   */
  private static void authenticate(@Nullable String user) {
    if (user == null) {
      throw RespError.argument(
          "AUTH <password> called without any password configured for the default user. Are you"
              + " sure your configuration is correct?");
    }
    if (!user.equals(ClientFilter.USER)) {
      throw new RespError(
          ErrorCode.NOT_ALLOWED, "WRONGPASS invalid username-password pair or user is disabled.");
    }
  }

  private CompletableFuture<?> ping(Call call) {
    RespWriter out = call.out();
    if (call.count() > 2) {
      throw Unknown.arity(call.command());
    }
    if (call.client().subscribed() && out.protocol() == 2) {
      out.array(2);
      out.bulk("pong");
      out.bulk(call.count() == 1 ? new byte[0] : call.bytes(1));
    } else if (call.count() == 1) {
      out.simple("PONG");
    } else {
      out.bulk(call.bytes(1));
    }
    return Call.DONE;
  }

  private CompletableFuture<?> echo(Call call) {
    call.out().bulk(call.bytes(1));
    return Call.DONE;
  }

  private CompletableFuture<?> quit(Call call) {
    call.out().simple("OK");
    call.client().close();
    return Call.DONE;
  }

  private CompletableFuture<?> reset(Call call) {
    RespClient client = call.client();
    Pushes pushes = client.pushes();
    if (pushes != null) {
      pushes.close();
      client.pushes(null);
    }
    client.name("");
    client.replies(RespClient.Replies.ON);
    client.out().protocol(2);
    client.out().simple("RESET");
    return Call.DONE;
  }

  private CompletableFuture<?> select(Call call) {
    long index = call.integer(1);
    if (index < Integer.MIN_VALUE || index > Integer.MAX_VALUE) {
      throw RespError.argument(
          "value is out of range, value must between -2147483648 and 2147483647");
    }
    if (index != 0) {
      throw RespError.argument("DB index is out of range");
    }
    call.out().simple("OK");
    return Call.DONE;
  }
}
