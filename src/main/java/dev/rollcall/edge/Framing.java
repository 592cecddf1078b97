package dev.rollcall.edge;

import java.util.Locale;

/** What makes bytes one message on a relay listener; the value of its key {@code framing}. */
public enum Framing {
  /** What arrives until the client pauses, as a client that writes whole messages means it. */
  QUIET,
  /** A line. */
  LINE,
  /** A length and a message of {@code rollcall/relay.proto}. */
  PROTOBUF;

  /** The name as it is written in the configuration. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
