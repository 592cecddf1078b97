package dev.rollcall.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.cli.Console;
import dev.rollcall.cli.Rollcall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import picocli.CommandLine;

@Timeout(60)
class BenchIndexCommandIT {
  private static final String NUMBER = "[0-9]+(\\.[0-9]+)?";

  @TempDir Path directory;
  @TempDir Path scratch;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          InputStream.nullInputStream(),
          out,
          new PrintStream(err, true, StandardCharsets.UTF_8),
          false,
          false,
          false);

  @AfterEach
  void leavesNothingBehind() throws IOException {
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void comparesAllStructuresInOneTable() {
    assertThat(bench("--lines=50,700")).isZero();
    List<String> rows = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(rows.get(0)).matches(" +lines +structure +batch +load s +lookups/s .* wrong");
    List<String> structures =
        List.of(
            "rollcall +1",
            "rollcall +64",
            "hash-set +1",
            "sorted-array +1",
            "sqlite +1",
            "re-read +1");
    for (int i = 0; i < 12; i++) {
      assertThat(rows.get(1 + i))
          .matches(
              " +"
                  + (i < 6 ? 50 : 700)
                  + " +"
                  + structures.get(i % 6)
                  + " +[0-9.]+ +[0-9.,]+ +[0-9.,]+ +(file|heap) +-?[0-9.]+ +0")
          .hasSameSizeAs(rows.get(0));
    }
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"semicolon", "hex40", "words"})
  void findsEveryAnswerRightWhateverLinesLookLike(String shape) {
    assertThat(bench("--lines=300", "--shape=" + shape, "--json")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(6)
        .allSatisfy(
            row ->
                assertThat(row)
                    .matches(
                        String.format(
                            "\\{\"lines\":300,\"structure\":\"[a-z-]+\",\"batch\":(1|64),"
                                + "\"loadSeconds\":%1$s,\"lookupsPerSecond\":[1-9].*,"
                                + "\"slowestPerSecond\":%1$s,\"fastestPerSecond\":%1$s,"
                                + "\"keptBytes\":[0-9]+,\"keptIn\":\"(file|heap)\","
                                + "\"bytesOverPerLine\":-?%1$s,\"asked\":[1-9][0-9]*,"
                                + "\"wrong\":0\\}",
                            NUMBER)));
  }

  @Test
  void drawsALineForEachStructure() throws Exception {
    Path svg = directory.resolve("chart.svg");
    assertThat(bench("--lines=50,500", "--plot=" + svg)).isZero();
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile());
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(Files.readString(svg)).contains("#0072b2", "#d55e00", "#009e73", "#202020");
  }

  @Test
  void drawsASingleSize() throws Exception {
    Path png = directory.resolve("chart.png");
    assertThat(bench("--lines=50", "--plot=" + png)).isZero();
    assertThat(ImageIO.read(png.toFile()).getWidth()).isPositive();
  }

  @Test
  void reportsAStructureThatAnswersWrongly() {
    assertThat(benchOf(candidate("liar", 0, Liar::new))).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).containsPattern(" liar +1 .* [1-9][0-9,]*\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("rollcall: liar answered wrongly\n");
  }

  @Test
  void leavesOutWhatTheHeapCannotHold() {
    Candidate glutton =
        candidate(
            "glutton",
            Long.MAX_VALUE / 2,
            list -> {
              throw new AssertionError("it was loaded");
            });
    assertThat(benchOf(glutton)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsPattern(" glutton +1 +skipped: needs about [0-9,]+ MB heap, have [0-9,]+\n");
  }

  @Test
  void deletesItsFilesWhereAStructureFails() {
    Candidate failing =
        new Candidate(
            "failing",
            List.of(1),
            list -> 0,
            (list, place, progress) -> {
              Files.writeString(place.resolve("rest"), "of it");
              throw new IOException("disk full");
            });
    assertThat(benchOf(failing)).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--lines=0", "--seconds=0", "--runs=0", "--shape=round", "--plot=a.gif"})
  void refusesWhatMakesNoSense(String option) {
    assertThat(bench("--lines=50", option)).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void refusesAPlaceThatIsNotThere() {
    assertThat(bench("--dir=" + directory.resolve("nowhere"))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("nowhere: no such directory");
  }

  private int bench(String... more) {
    List<String> arguments = Stream.concat(Stream.of("bench", "index"), arguments(more)).toList();
    return Rollcall.run(console, arguments.toArray(String[]::new));
  }

  private int benchOf(Candidate candidate) {
    return new CommandLine(new BenchIndexCommand(console, List.of(candidate)))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(arguments("--lines=50").toArray(String[]::new));
  }

  private Stream<String> arguments(String... more) {
    return Stream.concat(
        Stream.of("--seconds=0.01", "--runs=2", "--dir=" + scratch), Stream.of(more));
  }

  private static Candidate candidate(
      String name, long heapBytes, Function<KnownList, Structure> loader) {
    return new Candidate(
        name, List.of(1), list -> heapBytes, (list, place, progress) -> loader.apply(list));
  }

  /** Says that everything is on the list. */
  private record Liar(KnownList list) implements Structure {
    @Override
    public long contains(ByteSlices keys) {
      return 1;
    }

    @Override
    public long fileBytes() {
      return list.fileBytes();
    }
  }
}
