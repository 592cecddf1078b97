package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.edge.resp.Command.Flag;

/**
 * The one place where a command is allowed or refused. Without users, clients on this machine may
 * do everything, and others may look up, read and subscribe. Thread-safe.
 */
public final class Access {
  /**
   * Lets the call go on.
   *
   * @throws RespError where the client may not do this
   */
  void check(Command command, RespClient client) {
    if (changes(command) && !client.peer().address().getAddress().isLoopbackAddress()) {
      throw new RespError(
          ErrorCode.NOT_ALLOWED,
          "NOPERM this user has no permissions to run the '" + command.name() + "' command");
    }
  }

  private static boolean changes(Command command) {
    return command.is(Flag.WRITE) || command.is(Flag.ADMIN) || command.name().equals("publish");
  }
}
