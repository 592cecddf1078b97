package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import java.util.function.Predicate;

/** Which clients CLIENT KILL and CLIENT LIST mean. */
final class ClientFilter {
  /** There are no others: users come from elsewhere than Redis' own. */
  static final String USER = "default";

  private Predicate<RespClient> wanted = client -> true;
  private boolean skipMe = true;

  private ClientFilter() {}

  /** Reads pairs of an option and its value from argument {@code first} on. */
  static ClientFilter read(Call call, int first) {
    ClientFilter filter = new ClientFilter();
    for (int i = first; i < call.count(); i += 2) {
      if (i + 1 == call.count()) {
        throw RespError.syntax();
      }
      filter.add(call, i);
    }
    return filter;
  }

  private void add(Call call, int option) {
    int value = option + 1;
    if (call.is(option, "ID")) {
      long id = id(call, value);
      and(client -> client.id() == id);
    } else if (call.is(option, "ADDR")) {
      String address = call.text(value);
      and(client -> client.peer().name().equals(address));
    } else if (call.is(option, "LADDR")) {
      String address = call.text(value);
      and(client -> client.localAddress().equals(address));
    } else if (call.is(option, "TYPE")) {
      and(ofType(call, value));
    } else if (call.is(option, "USER")) {
      requireUser(call.text(value));
    } else if (call.is(option, "SKIPME")) {
      skipMe = yes(call, value);
    } else {
      throw RespError.syntax();
    }
  }

  private void and(Predicate<RespClient> more) {
    wanted = wanted.and(more);
  }

  /** Whether {@code client} is meant by what {@code self} asks. */
  boolean means(RespClient client, RespClient self) {
    return wanted.test(client) && !(skipMe && client == self);
  }

  /** Clients of the type that an argument names. */
  static Predicate<RespClient> ofType(Call call, int argument) {
    if (call.is(argument, "NORMAL")) {
      return client -> !client.subscribed();
    }
    if (call.is(argument, "PUBSUB")) {
      return RespClient::subscribed;
    }
    if (call.is(argument, "MASTER") || call.is(argument, "REPLICA") || call.is(argument, "SLAVE")) {
      return client -> false;
    }
    throw RespError.argument("Unknown client type '" + call.text(argument) + "'");
  }

  private static long id(Call call, int argument) {
    RespError wrong = RespError.argument("client-id should be greater than 0");
    long id = Numbers.integer(call, argument, wrong);
    if (id < 1) {
      throw wrong;
    }
    return id;
  }

  private static void requireUser(String user) {
    if (!user.equals(USER)) {
      throw new RespError(ErrorCode.BAD_ARGUMENT, "ERR No such user '" + user + "'");
    }
  }

  private static boolean yes(Call call, int argument) {
    if (call.is(argument, "YES")) {
      return true;
    }
    if (call.is(argument, "NO")) {
      return false;
    }
    throw RespError.syntax();
  }
}
