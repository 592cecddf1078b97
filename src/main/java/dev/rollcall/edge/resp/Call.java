package dev.rollcall.edge.resp;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.wire.RespBatch;
import dev.rollcall.wire.RespWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One request for a command: its arguments, its client, and where its reply goes. Argument 0 is the
 * command's name as the client has written it.
 */
public final class Call {
  /** The reply is written already. */
  public static final CompletableFuture<?> DONE = CompletableFuture.completedFuture(null);

  /** The digits of the longest number, its sign included. */
  private static final int NUMBER_LENGTH_MAX = 20;

  private final RespClient client;
  private final Command command;
  private final ByteSlices arguments;
  private final int first;
  private final int count;

  Call(RespClient client, Command command, RespBatch batch, int request) {
    this.client = client;
    this.command = command;
    this.arguments = batch.arguments();
    this.first = batch.first(request);
    this.count = batch.arguments(request);
  }

  /** How many arguments there are, the command's name included. */
  public int count() {
    return count;
  }

  /** A copy of an argument. */
  public byte[] bytes(int index) {
    return arguments.copy(at(index));
  }

  /** Copies of the arguments from {@code index} on. */
  public List<byte[]> bytesFrom(int index) {
    List<byte[]> rest = new ArrayList<>(count - index);
    for (int i = index; i < count; i++) {
      rest.add(bytes(i));
    }
    return rest;
  }

  /** The arguments from {@code index} on where they lie; valid as long as the call's chunk. */
  public ByteSlices slicesFrom(int index) {
    ByteSlices rest = new ByteSlices(arguments.bytes(), count - index);
    for (int i = index; i < count; i++) {
      rest.add(arguments.start(at(i)), arguments.end(at(i)));
    }
    return rest;
  }

  /** An argument as text; bytes that are not UTF-8 become replacement characters. */
  public String text(int index) {
    int at = at(index);
    return new String(
        arguments.bytes(), arguments.start(at), arguments.length(at), StandardCharsets.UTF_8);
  }

  /** Whether an argument is this word, written in capitals, in any case. */
  public boolean is(int index, String word) {
    int at = at(index);
    int start = arguments.start(at);
    if (arguments.length(at) != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      int letter = arguments.bytes()[start + i];
      if ((letter >= 'a' && letter <= 'z' ? letter - 32 : letter) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * An argument that is a whole number of 64 bits, written as Redis wants it: no plus sign, no
   * blanks, no leading zeros.
   *
   * @throws RespError {@link RespError#notInteger} if it is none
   */
  public long integer(int index) {
    String text = arguments.length(at(index)) > NUMBER_LENGTH_MAX ? "" : text(index);
    try {
      long number = Long.parseLong(text);
      if (Long.toString(number).equals(text)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below, as everything else that is no number.
    }
    throw RespError.notInteger();
  }

  /** Where the reply goes. */
  public RespWriter out() {
    return client.out();
  }

  public RespClient client() {
    return client;
  }

  /** The command, or the subcommand, that is called. */
  public Command command() {
    return command;
  }

  /**
   * Has the client wait. Nothing may have been written; what is to wake it up must be in place
   * after the first {@link Waiting#attempt}, which follows at once.
   */
  public CompletableFuture<?> await(Waiting waiting) {
    client.await(this, waiting);
    return DONE;
  }

  private int at(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(index + " of " + count + " arguments");
    }
    return first + index;
  }
}
