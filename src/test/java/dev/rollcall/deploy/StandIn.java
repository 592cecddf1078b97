package dev.rollcall.deploy;

/** Takes the server's place in a jar: tells how it was started, and ends with a status. */
public final class StandIn {
  private static final int STATUS = 7;

  private StandIn() {}

  public static void main(String[] args) {
    System.out.println("pid " + ProcessHandle.current().pid());
    System.out.println("property " + System.getProperty("stand.in", "none"));
    System.getenv().keySet().stream()
        .filter(name -> name.startsWith("ROLLCALL_"))
        .forEach(name -> System.out.println("variable " + name));
    for (String arg : args) {
      System.out.println("argument <" + arg + ">");
    }
    System.exit(STATUS);
  }
}
