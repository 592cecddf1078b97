package dev.rollcall.edge;

import java.util.Locale;

/** What a listener can speak; the value of its key {@code protocol}. */
public enum Protocol {
  /** Is this string on the list? */
  LOOKUP,
  /** Whole messages to everybody else; no answers. */
  RELAY,
  /** One message comes back with the time. */
  STAMP,
  /** Every message is acknowledged once it is durable; commands. */
  MESSAGE,
  /** Every frame comes back as it was sent. */
  ECHO,
  /** What Redis clients speak: sets, topics as streams, channels. */
  RESP,
  /** Files, the API, WebSocket and the dashboard. */
  HTTP;

  /** The name as it is written in the configuration. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
