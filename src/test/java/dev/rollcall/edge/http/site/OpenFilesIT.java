package dev.rollcall.edge.http.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.edge.http.site.SiteFixture.Client;
import dev.rollcall.edge.http.site.SiteFixture.Response;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is open while files are sent, and what becomes of a file that changes meanwhile. */
class OpenFilesIT {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final long BEYOND_INT = (5L << 30) + 3;

  @TempDir private Path root;

  /** How many descriptors of this process lead into the root. */
  private long open() {
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(descriptor -> target(descriptor).startsWith(root)).count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor);
    } catch (IOException e) {
      // It was closed meanwhile.
      return Path.of("/");
    }
  }

  @Test
  void nothingStaysOpen() throws IOException {
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/small.txt"), "small");
    Files.write(root.resolve("a/large.bin"), new byte[4 << 20]);
    try (SiteFixture site = new SiteFixture(root)) {
      for (int i = 0; i < 20; i++) {
        for (String path :
            new String[] {
              "/",
              "/a",
              "/a/",
              "/a/b/",
              "/a/b/small.txt",
              "/a/large.bin",
              "/a/x/y",
              "/a/b/small.txt/x",
              "/a/%2e%2e/"
            }) {
          site.get(path);
          site.request("HEAD", path);
        }
        site.get("/a/large.bin", "Range: bytes=0-2000000,3000000-3500000");
        site.get("/a/large.bin", "Range: bytes=999999999-");
        site.get("/a/large.bin", "If-None-Match: *");
      }
      await().untilAsserted(() -> assertThat(open()).isZero());
    }
  }

  @Test
  void clientsThatGoAwayLeaveNothingOpen() throws IOException {
    Files.write(root.resolve("large.bin"), new byte[32 << 20]);
    try (SiteFixture site = new SiteFixture(root)) {
      for (int i = 0; i < 20; i++) {
        try (Client client = site.connect()) {
          client.send("GET", "/large.bin");
          assertThat(client.in().readNBytes(100)).hasSize(100);
        }
      }
      await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(open()).isZero());
      assertThat(site.get("/large.bin").body()).hasSize(32 << 20);
    }
  }

  @Test
  void fileThatShrinksCutsTheConnection() throws IOException {
    Path file = Files.write(root.resolve("large.bin"), new byte[32 << 20]);
    try (SiteFixture site = new SiteFixture(root);
        Client client = site.connect()) {
      client.send("GET", "/large.bin");
      assertThat(client.in().readNBytes(100)).hasSize(100);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(1 << 20);
      }
      assertThatThrownBy(
              () -> {
                byte[] rest = client.in().readAllBytes();
                // Closed rather than reset, or there would be no way to tell.
                assertThat(rest.length).isLessThan(32 << 20);
                throw new IOException("closed early");
              })
          .isInstanceOf(IOException.class);
      await().untilAsserted(() -> assertThat(open()).isZero());
    }
  }

  @Test
  void fileThatGrowsIsSentAsLongAsItWas() throws IOException {
    Path file = Files.write(root.resolve("large.bin"), new byte[32 << 20]);
    try (SiteFixture site = new SiteFixture(root);
        Client client = site.connect()) {
      client.send("GET", "/large.bin");
      byte[] head = client.in().readNBytes(100);
      Files.write(file, new byte[1 << 20], StandardOpenOption.APPEND);
      String text = new String(head, java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(text).startsWith("HTTP/1.1 200 OK\r\n");
      byte[] rest = client.in().readNBytes((32 << 20) - 100);
      assertThat(rest).hasSize((32 << 20) - 100);
      // The rest of the head's length is still to come; then the next answer begins.
      client.send("GET", "/missing");
      String after = readUntil(client, "HTTP/1.1 404 Not Found\r\n");
      assertThat(after.length()).isLessThan(2000);
    }
  }

  private static String readUntil(Client client, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int b = client.in().read();
      if (b < 0) {
        throw new IOException("closed after " + read.length() + " bytes");
      }
      read.append((char) b);
    }
    return read.toString();
  }

  @Test
  void filesBeyondTwoGibibytesAreServed() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(root.resolve("huge.bin").toFile(), "rw")) {
      file.setLength(BEYOND_INT);
      file.seek(BEYOND_INT - 3);
      file.write(new byte[] {'e', 'n', 'd'});
    }
    try (SiteFixture site = new SiteFixture(root)) {
      assertThat(site.request("HEAD", "/huge.bin").header("content-length"))
          .isEqualTo(Long.toString(BEYOND_INT));
      Response end = site.get("/huge.bin", "Range: bytes=" + (BEYOND_INT - 5) + "-");
      assertThat(end.status()).isEqualTo(206);
      assertThat(end.text()).isEqualTo("\0\0end");
      assertThat(end.header("content-range"))
          .isEqualTo("bytes %d-%d/%d".formatted(BEYOND_INT - 5, BEYOND_INT - 1, BEYOND_INT));
      try (Client client = site.connect()) {
        client.send("GET", "/huge.bin");
        byte[] chunk = new byte[1 << 20];
        long read = 0;
        while (read < 256 << 20) {
          read += client.in().readNBytes(chunk, 0, chunk.length);
        }
      }
      await().untilAsserted(() -> assertThat(open()).isZero());
    }
  }
}
