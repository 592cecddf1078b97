package badhouse.lookup;

final class Prints {
  void say() {
    System.out.println("hello");
  }
}
