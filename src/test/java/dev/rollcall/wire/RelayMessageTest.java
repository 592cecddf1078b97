package dev.rollcall.wire;

import static dev.rollcall.wire.FrameCuts.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayMessageTest {
  private static final RelayMessage FULL =
      new RelayMessage(ByteString.fromString("caf\u00e9\n"), "12-3", true, "BUSY why");

  private static Optional<RelayMessage> read(byte[] bytes) {
    return RelayMessage.read(bytes, 0, bytes.length);
  }

  /** The message behind its length, which fits in one byte here. */
  private static byte[] body(RelayMessage message) {
    byte[] delimited = message.delimited();
    assertThat(delimited[0]).isEqualTo((byte) (delimited.length - 1));
    return Arrays.copyOfRange(delimited, 1, delimited.length);
  }

  @Test
  void readsWhatItWrites() {
    assertThat(read(body(FULL))).contains(FULL);
    assertThat(read(body(RelayMessage.farewell()))).contains(RelayMessage.farewell());
    assertThat(read(new byte[0])).contains(RelayMessage.of(new byte[0], ""));
  }

  @Test
  void skipsUnknownFieldsOfEveryType() {
    String unknown =
        "\u00f8\1\u0080\1" + "\u00f9\1" + "12345678" + "\u00fa\1\3abc" + "\u00fd\1" + "1234";
    assertThat(read(bytes(unknown + "\12\2hi" + unknown)))
        .contains(RelayMessage.of(bytes("hi"), ""));
  }

  @Test
  void theLastOfARepeatedFieldCounts() {
    assertThat(read(bytes("\12\1a\12\1b"))).contains(RelayMessage.of(bytes("b"), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\12", // no length
        "\12\5abc", // longer than what follows
        "\12\u00ff\u00ff\u00ff\u00ff\7abc", // two gigabytes
        "\12\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\1", // less than nothing
        "\0", // no field number
        "\17", // no such type
        "\14", // the end of a group that did not begin
        "\13", // a group without an end
        "\22\1\u00ff", // an ID that is no text
        "hello"
      })
  void whatIsNoMessageIsRefused(String frame) {
    assertThat(read(bytes(frame))).isEmpty();
  }

  @Test
  void groupsInGroupsDoNotExhaustTheStack() {
    assertThat(read(bytes("\u0083\1".repeat(100_000)))).isEmpty();
  }

  @Test
  void truncationAndNoiseNeverThrow() {
    byte[] whole = body(FULL);
    for (int length = 0; length < whole.length; length++) {
      assertThat(read(Arrays.copyOf(whole, length))).isNotEqualTo(Optional.of(FULL));
    }
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] noise = new byte[random.nextInt(40)];
      random.nextBytes(noise);
      assertThat(read(noise)).isNotNull();
    }
  }

  /** An encoder and a decoder that are not ours, fed with the published file. */
  @Test
  void isTheMessageOfThePublishedFile() throws Exception {
    assumeTrue(installed("protoc"), "protobuf-compiler is not installed");
    String text = "text: \"caf\\303\\251\\n\"\nid: \"12-3\"\nquit: true\nerror: \"BUSY why\"\n";
    byte[] encoded = protoc("--encode=rollcall.RelayMessage", text.getBytes(UTF_8));
    assertThat(encoded).isEqualTo(body(FULL));
    assertThat(new String(protoc("--decode=rollcall.RelayMessage", body(FULL)), UTF_8))
        .isEqualTo(text);
  }

  private static byte[] protoc(String what, byte[] input) throws Exception {
    Process process =
        new ProcessBuilder("protoc", what, "-Isrc/main/proto", "rollcall/relay.proto")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    process.getOutputStream().write(input);
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }

  private static boolean installed(String tool) {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(directory -> Path.of(directory, tool).toFile().canExecute());
  }

  /** Users of the jar find the file in it. */
  @Test
  void theFileIsPartOfTheJar() throws IOException {
    try (var file = RelayMessage.class.getResourceAsStream("/rollcall/relay.proto")) {
      assertThat(file).isNotNull();
      assertThat(new String(file.readAllBytes(), UTF_8)).contains("message RelayMessage");
    }
  }
}
