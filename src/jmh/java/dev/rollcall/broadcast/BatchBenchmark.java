package dev.rollcall.broadcast;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.util.ByteString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a batch of the message log costs on its way: to the journal, out of it, to a follower. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BatchBenchmark {
  private static final Page.Form FORM =
      (entry, out) -> {
        out.writeBytes(entry.id().toString().getBytes(UTF_8));
        out.write(' ');
        out.writeBytes(entry.message().text());
        out.write('\n');
      };

  @Param({"1", "1000"})
  int messages;

  private final TopicFormat format = new TopicFormat();
  private byte[] stored = {};

  @Setup
  public void store() {
    stored = format.toBinary(batch());
  }

  private Batch batch() {
    MessageId previous = new MessageId(1_700_000_000_000L, 0);
    List<Message> texts =
        IntStream.range(0, messages).mapToObj(i -> Message.text(new byte[100])).toList();
    return new Batch(
        previous,
        1,
        previous.millis(),
        List.of(),
        List.of(new Batch.Group(new AppendKey("@node", "1"), previous.plus(1), texts)));
  }

  @Benchmark
  public byte[] encode() {
    return format.toBinary(batch());
  }

  @Benchmark
  public Object decode() throws Exception {
    return format.batch(stored);
  }

  @Benchmark
  public ByteString decodeAndRender() throws Exception {
    return format.batch(stored).rendered(FORM);
  }
}
