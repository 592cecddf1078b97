package dev.rollcall.app;

import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.Connections;
import dev.rollcall.edge.Limits;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Session;
import dev.rollcall.edge.line.EchoSession;
import dev.rollcall.edge.line.LookupSession;
import dev.rollcall.edge.line.MessageSession;
import dev.rollcall.edge.line.RelaySession;
import dev.rollcall.edge.line.StampSession;
import dev.rollcall.lookup.Sets;

/** Joins each listener's protocol with what it asks. */
final class Protocols {
  private final Sets sets;
  private final Topics topics;

  private final Limits limits;
  private final Web web;

  /**
   * @param web answers what HTTP listeners are asked
   */
  Protocols(Sets sets, Topics topics, Limits limits, Web web) {
    this.sets = sets;
    this.topics = topics;
    this.limits = limits;
    this.web = web;
  }

  Connections of(ListenerSettings listener) {
    return switch (listener.protocol()) {
      case LOOKUP -> lines(listener, LookupSession.of(listener, sets.membership(listener.set())));
      case ECHO -> lines(listener, EchoSession.of(listener));
      case STAMP -> lines(listener, StampSession.of(listener));
      case RELAY -> lines(listener, RelaySession.of(listener, topics));
      case MESSAGE -> lines(listener, MessageSession.of(listener, topics));
      case HTTP -> web.connections(listener, limits);
    };
  }

  private Connections lines(ListenerSettings listener, Session.Factory sessions) {
    return Connections.ofSessions(listener, limits, sessions);
  }
}
