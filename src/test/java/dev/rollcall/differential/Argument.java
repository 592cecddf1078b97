package dev.rollcall.differential;

/** One argument of a request, in a form that fits any server at any time. */
sealed interface Argument {

  /** These characters, a byte each. */
  record Literal(String text) implements Argument {}

  /** The name of a key; each run has its own in place of it. */
  record Key(String name) implements Argument {}

  /** The ID that the server has given to the message added by an earlier request. */
  record GivenId(int request) implements Argument {}

  static Argument of(String text) {
    return new Literal(text);
  }
}
