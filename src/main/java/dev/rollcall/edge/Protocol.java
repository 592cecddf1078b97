package dev.rollcall.edge;

import java.util.Locale;

/** What a listener can speak; the value of its key {@code protocol}. */
public enum Protocol {
  /** Is this string on the list? */
  LOOKUP,
  /** Every frame comes back as it was sent. */
  ECHO;

  /** The name as it is written in the configuration. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT);
  }
}
