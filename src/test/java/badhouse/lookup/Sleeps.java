package badhouse.lookup;

final class Sleeps {
  void rest() throws InterruptedException {
    Thread.sleep(1);
  }
}
