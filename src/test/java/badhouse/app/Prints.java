package badhouse.app;

final class Prints {
  void say() {
    System.out.println("ready");
  }
}
