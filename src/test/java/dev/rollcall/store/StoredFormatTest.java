package dev.rollcall.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StoredFormatTest {
  private static final Counted.Added EVENT = new Counted.Added(0x0102030405060708L, 3);

  private final Counted.Format format = new Counted.Format();
  private final byte[] bytes = format.toBinary(EVENT);

  @Test
  void objectComesBack() throws Exception {
    assertThat(format.fromBinary(bytes, "added")).isEqualTo(EVENT);
  }

  @Test
  void bytesAreVersionChecksumBody() {
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo("01" + "dc3a8a5c" + "0102030405060708" + "000000");
  }

  @Test
  void everyChangedByteIsNoticed() {
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> format.fromBinary(changed, "added"))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  @Test
  void everyMissingByteIsNoticed() {
    for (int i = 0; i < bytes.length; i++) {
      byte[] shorter = Arrays.copyOf(bytes, i);
      assertThatThrownBy(() -> format.fromBinary(shorter, "added"))
          .isInstanceOf(NotSerializableException.class)
          .hasMessageContaining("is damaged");
    }
  }

  @Test
  void laterVersionIsNamed() {
    byte[] later = bytes.clone();
    later[0] = 2;
    assertThatThrownBy(() -> format.fromBinary(later, "added"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContainingAll("Format", "version 2", "up to 1");
  }

  @Test
  void bodyThatMakesNoSenseIsNoticed() {
    assertThatThrownBy(() -> format.fromBinary(bytes, "total"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContainingAll("total", "makes no sense");
  }
}
