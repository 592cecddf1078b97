package dev.rollcall.cli.bench;

import dev.rollcall.app.SampleShape;
import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.UserError;
import dev.rollcall.cli.LineBatches;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Requests made ahead, one behind the other, and the answers they should get: while it measures,
 * the generator only passes on ranges of both. Immutable; safe to share.
 */
final class Workload implements Load {
  /** Enough different keys that a server cannot answer from its processor's cache alone. */
  private static final int REQUESTS = 1 << 18;

  private static final int BYTES_MAX = 256 << 20;

  /** The list that a server without configuration answers from. */
  private static final int DEFAULT_LIST_LINES = 200_000;

  private static final byte[] EXISTS = bytes("STRING EXISTS\n");
  private static final byte[] NOT_FOUND = bytes("STRING NOT FOUND\n");

  /** Behind a line it makes another one, which no list of hashes, words or numbers has. */
  private static final byte[] ALTERATION = bytes("~");

  private final ByteBuf requests;
  private final ByteBuf answers;
  private final int[] requestEnds;
  private final int[] answerEnds;

  private Workload(ByteBuf requests, ByteBuf answers, int[] requestEnds, int[] answerEnds) {
    this.requests = Unpooled.unreleasableBuffer(requests.asReadOnly());
    this.answers = Unpooled.unreleasableBuffer(answers.asReadOnly());
    this.requestEnds = requestEnds;
    this.answerEnds = answerEnds;
  }

  /**
   * A random mix of questions.
   *
   * @param keys lines that are on the server's list
   * @param hitRatio the share of them that is asked as it is, the rest altered so that it is not
   * @param echo whether the answer is the question itself
   */
  static Workload of(List<byte[]> keys, double hitRatio, boolean echo, SplittableRandom random) {
    ByteBuf requests = Unpooled.directBuffer(REQUESTS);
    ByteBuf answers = Unpooled.directBuffer(REQUESTS);
    int[] requestEnds = new int[REQUESTS];
    int[] answerEnds = new int[REQUESTS];
    int count = 0;
    while (count < REQUESTS && requests.readableBytes() < BYTES_MAX) {
      int start = requests.writerIndex();
      boolean hit = random.nextDouble() < hitRatio;
      requests.writeBytes(keys.get(random.nextInt(keys.size())));
      if (!hit) {
        requests.writeBytes(ALTERATION);
      }
      requests.writeByte('\n');
      if (echo) {
        answers.writeBytes(requests, start, requests.writerIndex() - start);
      } else {
        answers.writeBytes(hit ? EXISTS : NOT_FOUND);
      }
      requestEnds[count] = requests.writerIndex();
      answerEnds[count++] = answers.writerIndex();
    }
    return new Workload(
        requests, answers, Arrays.copyOf(requestEnds, count), Arrays.copyOf(answerEnds, count));
  }

  /** Lines of the list that a server without configuration answers from. */
  static List<byte[]> defaultKeys() {
    SampleShape.Lines lines = SampleShape.SEMICOLON.lines(DEFAULT_LIST_LINES, 1);
    List<byte[]> keys = new ArrayList<>(DEFAULT_LIST_LINES);
    byte[] buffer = new byte[SampleShape.LINE_BYTES_MAX];
    for (int i = 0; i < DEFAULT_LIST_LINES; i++) {
      keys.add(Arrays.copyOf(buffer, lines.next(buffer, 0)));
    }
    return keys;
  }

  /** Lines of a file, all of a small one, evenly drawn from a large one. */
  static List<byte[]> keysOf(Path file, SplittableRandom random) throws IOException {
    List<byte[]> keys = new ArrayList<>();
    long seen = 0;
    try (InputStream in = Files.newInputStream(file)) {
      LineBatches lines = new LineBatches(in);
      for (ByteSlices batch = lines.next(); batch != null; batch = lines.next()) {
        for (int i = 0; i < batch.count(); i++) {
          if (keys.size() < REQUESTS) {
            keys.add(batch.copy(i));
          } else {
            long place = random.nextLong(seen + 1);
            if (place < REQUESTS) {
              keys.set((int) place, batch.copy(i));
            }
          }
          seen++;
        }
      }
    }
    if (keys.isEmpty()) {
      throw UserError.configuration("--keys " + file + ": has no line");
    }
    return keys;
  }

  @Override
  public int count() {
    return requestEnds.length;
  }

  @Override
  public ByteBuf requests(int from, int to) {
    int start = from == 0 ? 0 : requestEnds[from - 1];
    return requests.slice(start, requestEnds[to - 1] - start);
  }

  @Override
  public Check check() {
    return new AnswerCheck(this);
  }

  /** All answers; {@link #answerStart} tells where one begins. */
  ByteBuf answers() {
    return answers;
  }

  /** Where the answer to a request begins, and the one before it ends. */
  int answerStart(int request) {
    return request == 0 ? 0 : answerEnds[request - 1];
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
