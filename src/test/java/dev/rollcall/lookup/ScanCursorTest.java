package dev.rollcall.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScanCursorTest {
  @Property
  void isPositiveNumberAndComesBackFromIt(
      @ForAll @IntRange(max = 12) int bits,
      @ForAll int partition,
      @ForAll long layout,
      @ForAll long at) {
    int partitions = 1 << bits;
    ScanCursor cursor =
        new ScanCursor(
            partition & (partitions - 1), layout, at & ((1L << ScanCursor.POSITION_BITS) - 1));
    long number = cursor.number(partitions);
    assertThat(number).isNotNegative();
    ScanCursor again = ScanCursor.of(number, partitions);
    assertThat(again.partition()).isEqualTo(cursor.partition());
    assertThat(again.position()).isEqualTo(cursor.position());
    assertThat(again.layout()).isEqualTo(ScanCursor.part(layout, partitions));
  }

  @Property
  void anyNumberIsACursorOfSomePartition(
      @ForAll @IntRange(max = 12) int bits, @ForAll long number) {
    ScanCursor cursor = ScanCursor.of(number, 1 << bits);
    assertThat(cursor.partition()).isBetween(0, (1 << bits) - 1);
    assertThat(cursor.position()).isBetween(0L, (1L << ScanCursor.POSITION_BITS) - 1);
  }

  @Example
  void zeroIsTheBeginning() {
    assertThat(ScanCursor.of(0, 64)).isEqualTo(new ScanCursor(0, 0, 0));
    assertThat(new ScanCursor(1, 0, 0).number(64)).isNotZero();
  }
}
