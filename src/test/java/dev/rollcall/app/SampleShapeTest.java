package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SampleShapeTest {

  @Test
  void hasMoreSemicolonLinesThanTheUsualFieldsHave() {
    SampleShape.Lines lines = SampleShape.SEMICOLON.lines(50_000_000_000L, 1);
    byte[] buffer = new byte[SampleShape.LINE_BYTES_MAX];
    int end = lines.next(buffer, 0);
    assertThat(new String(buffer, 0, end, StandardCharsets.US_ASCII)).matches("(\\d{1,3};){8}");
  }
}
