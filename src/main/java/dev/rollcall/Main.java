package dev.rollcall;

/** The program's entry point; everything it understands is in {@code dev.rollcall.cli}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("rollcall");
  }
}
