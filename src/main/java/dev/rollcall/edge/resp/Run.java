package dev.rollcall.edge.resp;

import dev.rollcall.wire.RespBatch;
import dev.rollcall.wire.RespWriter;

/** Consecutive calls of one command about one key, which came in one chunk. */
public final class Run {
  private final RespClient client;
  private final Command command;
  private final RespBatch batch;
  private final int from;
  private final int count;

  Run(RespClient client, Command command, RespBatch batch, int from, int count) {
    this.client = client;
    this.command = command;
    this.batch = batch;
    this.from = from;
    this.count = count;
  }

  /** The calls, at least one. */
  public int count() {
    return count;
  }

  /** One of the calls. */
  public Call call(int index) {
    return new Call(client, command, batch, from + index);
  }

  /** The requests of the chunk, among which those of this run are. */
  public RespBatch batch() {
    return batch;
  }

  /** The number of the first call's request in {@link #batch}. */
  public int from() {
    return from;
  }

  /** Where the replies go. */
  public RespWriter out() {
    return client.out();
  }

  public RespClient client() {
    return client;
  }

  Command command() {
    return command;
  }
}
