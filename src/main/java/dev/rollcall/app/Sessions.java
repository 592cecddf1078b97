package dev.rollcall.app;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Session;
import dev.rollcall.edge.line.EchoSession;
import dev.rollcall.edge.line.LookupSession;
import dev.rollcall.edge.line.MessageSession;
import dev.rollcall.edge.line.RelaySession;
import dev.rollcall.edge.line.StampSession;
import dev.rollcall.lookup.Sets;

/** Joins each listener's protocol with what it asks. */
final class Sessions {
  private final Sets sets;
  private final Topics topics;

  Sessions(Sets sets, Topics topics) {
    this.sets = sets;
    this.topics = topics;
  }

  Session.Factory of(ListenerSettings listener) {
    return switch (listener.protocol()) {
      case LOOKUP -> LookupSession.of(listener, sets.membership(listener.set()));
      case ECHO -> EchoSession.of(listener);
      case STAMP -> StampSession.of(listener);
      case RELAY -> RelaySession.of(listener, topics);
      case MESSAGE -> MessageSession.of(listener, topics);
    };
  }
}
