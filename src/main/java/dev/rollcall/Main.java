package dev.rollcall;

import dev.rollcall.cli.Rollcall;

/** The program's entry point; everything it understands is in {@code dev.rollcall.cli}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(Rollcall.run(args));
  }
}
