package dev.rollcall.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Feeds a RESP decoder in chunks and shows what it gives as texts. */
final class RespCuts {
  private RespCuts() {}

  /** The requests, each as its arguments, and the error after them as a list of that alone. */
  static List<List<String>> requests(RespDecoder decoder, byte[]... chunks) {
    List<List<String>> requests = new ArrayList<>();
    for (byte[] chunk : chunks) {
      collect(decoder.decode(chunk.clone()), requests);
    }
    return requests;
  }

  /** The requests of a stream cut in two at every byte, and byte by byte; always the same. */
  static List<List<String>> atEveryCut(RespLimits limits, byte[] stream) {
    List<List<String>> whole = requests(new RespDecoder(limits), stream);
    for (int cut = 0; cut <= stream.length; cut++) {
      byte[] head = Arrays.copyOf(stream, cut);
      byte[] tail = Arrays.copyOfRange(stream, cut, stream.length);
      expect(whole, requests(new RespDecoder(limits), head, tail), "cut at " + cut);
    }
    byte[][] single = new byte[stream.length][];
    for (int i = 0; i < stream.length; i++) {
      single[i] = new byte[] {stream[i]};
    }
    expect(whole, requests(new RespDecoder(limits), single), "byte by byte");
    return whole;
  }

  private static void expect(List<List<String>> whole, List<List<String>> seen, String how) {
    if (!seen.equals(whole)) {
      throw new AssertionError(how + ": " + seen + " instead of " + whole);
    }
  }

  static void collect(RespBatch batch, List<List<String>> requests) {
    for (int i = 0; i < batch.count(); i++) {
      List<String> arguments = new ArrayList<>();
      for (int k = 0; k < batch.arguments(i); k++) {
        byte[] argument = batch.arguments().copy(batch.first(i) + k);
        arguments.add(text(argument));
      }
      requests.add(arguments);
    }
    String error = batch.error();
    if (error != null) {
      requests.add(List.of("-" + error));
    }
  }

  /** A request as clients send it. */
  static byte[] request(String... arguments) {
    StringBuilder text = new StringBuilder("*" + arguments.length + "\r\n");
    for (String argument : arguments) {
      text.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
    }
    return bytes(text.toString());
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
