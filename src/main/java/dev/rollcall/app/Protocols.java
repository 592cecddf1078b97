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
  private final Redis redis;
  private final Web web;

  /**
   * @param redis answers what RESP listeners are asked
   * @param web answers what HTTP listeners are asked
   */
  Protocols(Sets sets, Topics topics, Limits limits, Redis redis, Web web) {
    this.sets = sets;
    this.topics = topics;
    this.limits = limits;
    this.redis = redis;
    this.web = web;
  }

  Connections of(ListenerSettings listener) {
    return switch (listener.protocol()) {
      case LOOKUP ->
          sessions(listener, LookupSession.of(listener, sets.membership(listener.set())));
      case ECHO -> sessions(listener, EchoSession.of(listener));
      case STAMP -> sessions(listener, StampSession.of(listener));
      case RELAY -> sessions(listener, RelaySession.of(listener, topics));
      case MESSAGE -> sessions(listener, MessageSession.of(listener, topics));
      case RESP -> sessions(listener, redis.sessions(listener));
      case HTTP -> web.connections(listener, limits);
    };
  }

  private Connections sessions(ListenerSettings listener, Session.Factory sessions) {
    return Connections.ofSessions(listener, limits, sessions);
  }
}
