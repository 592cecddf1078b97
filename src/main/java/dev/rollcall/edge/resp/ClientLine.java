package dev.rollcall.edge.resp;

import java.util.concurrent.TimeUnit;

/**
 * One line of CLIENT LIST: the fields of Redis 7.2 in its order, so that what reads them goes on.
 * Those that mean nothing here have the value Redis gives where there is nothing to say.
 */
final class ClientLine {
  private ClientLine() {}

  static String of(RespClient client) {
    Pushes pushes = client.pushes();
    int patterns = pushes == null ? 0 : pushes.patterns();
    int channels = pushes == null ? 0 : pushes.subscriptions() - patterns;
    Command last = client.lastCommand();
    return "id="
        + client.id()
        + " addr="
        + client.peer().name()
        + " laddr="
        + client.localAddress()
        + " fd=-1 name="
        + client.name()
        + " age="
        + TimeUnit.NANOSECONDS.toSeconds(client.ageNanos())
        + " idle="
        + TimeUnit.NANOSECONDS.toSeconds(client.idleNanos())
        + " flags="
        + flags(client)
        + " db=0 sub="
        + channels
        + " psub="
        + patterns
        + " ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0"
        + " omem=0 tot-mem=0 events=r cmd="
        + (last == null ? "NULL" : last.name())
        + " user=default redir=-1 resp="
        + client.out().protocol()
        + " lib-name="
        + client.libraryName()
        + " lib-ver="
        + client.libraryVersion()
        + '\n';
  }

  /** A letter for each thing that is out of the ordinary, N if nothing is. */
  private static String flags(RespClient client) {
    String flags =
        (client.subscribed() ? "P" : "")
            + (client.blocked() ? "b" : "")
            + (client.keptFromEviction() ? "e" : "")
            + (client.notTouching() ? "T" : "");
    return flags.isEmpty() ? "N" : flags;
  }
}
