package dev.rollcall.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionLimitsTest {
  private final InetAddress here = address(1);
  private final InetAddress there = address(2);

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void refusesBeyondTheTotalAndAdmitsAgainAfterARelease() {
    ConnectionLimits limits = new ConnectionLimits(1, 0);
    ConnectionLimits.Admission first = limits.admit("a", 0, here);
    assertThat(first.refusal()).isNull();
    assertThat(limits.admit("b", 0, there).refusal()).startsWith("the server has all");
    first.release();
    assertThat(limits.admit("b", 0, there).refusal()).isNull();
  }

  @Test
  void countsEachListenerForItself() {
    ConnectionLimits limits = new ConnectionLimits(100, 0);
    assertThat(limits.admit("a", 1, here).refusal()).isNull();
    assertThat(limits.admit("a", 1, here).refusal()).startsWith("this listener has all");
    assertThat(limits.admit("b", 1, here).refusal()).isNull();
  }

  @Test
  void countsEachAddressOverAllListeners() {
    ConnectionLimits limits = new ConnectionLimits(100, 1);
    assertThat(limits.admit("a", 0, here).refusal()).isNull();
    assertThat(limits.admit("b", 0, here).refusal()).startsWith("your address has all");
    assertThat(limits.admit("b", 0, there).refusal()).isNull();
  }

  @Test
  void releasingTwiceOrARefusedConnectionChangesNothing() {
    ConnectionLimits limits = new ConnectionLimits(1, 1);
    ConnectionLimits.Admission first = limits.admit("a", 1, here);
    limits.admit("a", 1, here).release();
    assertThat(limits.total()).isEqualTo(1);
    first.release();
    first.release();
    assertThat(limits.total()).isZero();
    limits.admit("a", 1, here);
    assertThat(limits.admit("a", 1, here).refusal()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"1048576, 1048064", "4096, 3584", "1024, 512", "700, 188", "300, 75"})
  void leavesDescriptorsForTheRest(long descriptors, long connections) {
    assertThat(ConnectionLimits.descriptorsFor(descriptors)).isEqualTo(connections);
  }

  @Test
  void theProcessBoundsWhateverIsConfigured() {
    long possible = ConnectionLimits.ofProcess(0, 0).totalMax();
    assertThat(possible).isPositive();
    assertThat(possible).isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / (256 << 10));
    assertThat(ConnectionLimits.ofProcess(Integer.MAX_VALUE, 0).totalMax()).isEqualTo(possible);
    assertThat(ConnectionLimits.ofProcess(7, 0).totalMax()).isEqualTo(7);
  }
}
