package dev.rollcall.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is sent, wherever it is cut: the same requests, in bounded memory, and no exception. */
class RespDecoderFuzzTest {
  private static final RespLimits SMALL = new RespLimits(4, 20, 60, 30, true);

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "20s")
  void everyChunkingGivesTheSameRequests(byte[] stream) {
    List<List<String>> whole = RespCuts.requests(new RespDecoder(SMALL), stream);
    for (int chunk = 1; chunk <= 7; chunk += 2) {
      assertThat(inChunks(stream, chunk)).isEqualTo(whole);
    }
  }

  private static List<List<String>> inChunks(byte[] stream, int chunkBytes) {
    RespDecoder decoder = new RespDecoder(SMALL);
    List<List<String>> requests = new ArrayList<>();
    for (int from = 0; from < stream.length; from += chunkBytes) {
      int to = Math.min(stream.length, from + chunkBytes);
      RespCuts.collect(decoder.decode(Arrays.copyOfRange(stream, from, to)), requests);
      assertThat(decoder.bytesHeld()).isLessThan(400);
      assertThat(decoder.unfinishedFrame() > 0).isEqualTo(decoder.bytesHeld() > 0);
    }
    return requests;
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "*2\r\n$4\r\nECHO\r\n$3\r\na\r\n\r\n",
            "*0\r\n*-1\r\n*1\r\n$0\r\n\r\n",
            "*1\r\n$-2\r\n",
            "*2147483647\r\n",
            "*4\r\n$20\r\n",
            "ECHO \"\\x41\\n\" 'a\\'b'\r\n\r\nPING\n")
        .map(RespCuts::bytes);
  }
}
