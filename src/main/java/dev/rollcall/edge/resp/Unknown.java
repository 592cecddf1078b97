package dev.rollcall.edge.resp;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.wire.RespBatch;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The errors of requests that are no call of any command, word for word as Redis has them. */
final class Unknown {
  /** Longer names and lists of arguments are cut here. */
  private static final int SHOWN_BYTES = 128;

  private Unknown() {}

  static RespError command(RespBatch requests, int request) {
    ByteSlices arguments = requests.arguments();
    int first = requests.first(request);
    StringBuilder shown = new StringBuilder();
    for (int i = 1; i < requests.arguments(request) && shown.length() < SHOWN_BYTES; i++) {
      String argument = text(arguments, first + i, SHOWN_BYTES - shown.length());
      shown.append('\'').append(argument).append("' ");
    }
    return new RespError(
        ErrorCode.UNKNOWN_COMMAND,
        "ERR unknown command '"
            + text(arguments, first, SHOWN_BYTES)
            + "', with args beginning with: "
            + shown);
  }

  static RespError subcommand(Command command, RespBatch requests, int request) {
    return new RespError(
        ErrorCode.UNKNOWN_COMMAND,
        "ERR unknown subcommand '"
            + text(requests.arguments(), requests.first(request) + 1, SHOWN_BYTES)
            + "'. Try "
            + command.name().toUpperCase(Locale.ROOT)
            + " HELP.");
  }

  static RespError arity(Command command) {
    return RespError.argument("wrong number of arguments for '" + command.name() + "' command");
  }

  static RespError whileSubscribed(Command command) {
    return RespError.argument(
        "Can't execute '"
            + command.name()
            + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this"
            + " context");
  }

  /** Byte by byte, since the bytes of a name need be no text; up to the first NUL, as in Redis. */
  private static String text(ByteSlices arguments, int index, int bytesMax) {
    int start = arguments.start(index);
    int length = 0;
    while (length < Math.min(bytesMax, arguments.length(index))
        && arguments.bytes()[start + length] != 0) {
      length++;
    }
    return new String(arguments.bytes(), start, length, StandardCharsets.ISO_8859_1);
  }
}
