package dev.rollcall.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Feeds a decoder in chunks and gives its frames as texts, {@code <too long>} for those. */
final class FrameCuts {
  private FrameCuts() {}

  static List<String> frames(FrameDecoder decoder, byte[]... chunks) {
    List<String> frames = new ArrayList<>();
    for (byte[] chunk : chunks) {
      collect(decoder.decode(chunk.clone()), frames);
    }
    return frames;
  }

  static List<String> framesToTheEnd(FrameDecoder decoder, byte[]... chunks) {
    List<String> frames = frames(decoder, chunks);
    collect(decoder.end(), frames);
    return frames;
  }

  /** The frames of a stream cut in two at every byte; the same wherever it is cut. */
  static List<String> atEveryCut(Supplier<FrameDecoder> decoders, byte[] stream) {
    List<String> whole = framesToTheEnd(decoders.get(), stream);
    for (int cut = 0; cut <= stream.length; cut++) {
      List<String> frames =
          framesToTheEnd(
              decoders.get(),
              Arrays.copyOf(stream, cut),
              Arrays.copyOfRange(stream, cut, stream.length));
      if (!frames.equals(whole)) {
        throw new AssertionError("cut at " + cut + ": " + frames + " instead of " + whole);
      }
    }
    byte[][] single = new byte[stream.length][];
    for (int i = 0; i < stream.length; i++) {
      single[i] = new byte[] {stream[i]};
    }
    List<String> frames = framesToTheEnd(decoders.get(), single);
    if (!frames.equals(whole)) {
      throw new AssertionError("byte by byte: " + frames + " instead of " + whole);
    }
    return whole;
  }

  private static void collect(LineBatch batch, List<String> frames) {
    for (int i = 0; i < batch.count(); i++) {
      frames.add(
          batch.isTooLong(i)
              ? "<too long>"
              : new String(batch.frames().copy(i), StandardCharsets.ISO_8859_1));
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
