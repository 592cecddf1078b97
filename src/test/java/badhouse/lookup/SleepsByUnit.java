package badhouse.lookup;

import java.util.concurrent.TimeUnit;

final class SleepsByUnit {
  void rest() throws InterruptedException {
    TimeUnit.SECONDS.sleep(1);
  }
}
