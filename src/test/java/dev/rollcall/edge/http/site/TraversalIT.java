package dev.rollcall.edge.http.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.http.site.SiteFixture.Response;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraversalIT {
  private static final String SECRET = "TOP-SECRET";
  private static final int NAMES_MIN = 500;
  private static final int RACES = 10_000;

  @TempDir private Path directory;
  private Path root;

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/inside.txt"), "inside");
    Files.createDirectories(directory.resolve("root-sibling"));
    for (String outside : List.of("secret.txt", "root-sibling/secret.txt", "index.html")) {
      Files.writeString(directory.resolve(outside), SECRET);
    }
  }

  /** Every way of writing "up" before every way of writing "/", at several depths. */
  static List<String> names() {
    List<String> ups =
        List.of(
            "..",
            "%2e%2e",
            ".%2e",
            "%2E.",
            "%252e%252e",
            "%25252e%25252e",
            "..;",
            "..;x=1",
            "%c0%ae%c0%ae",
            "%e0%80%ae%e0%80%ae",
            "%f0%80%80%ae%f0%80%80%ae",
            "%u002e%u002e",
            "..%00",
            "%00..",
            "..%01",
            "..%20",
            "%20..",
            "...",
            "....",
            "..%0d%0a",
            "..%09",
            "%ef%bc%8e%ef%bc%8e",
            "%e2%80%a4%e2%80%a4",
            "%e3%80%82%e3%80%82",
            "..%7f",
            ".%00.");
    List<String> slashes =
        List.of(
            "/",
            "%2f",
            "%5c",
            "%252f",
            "%255c",
            "//",
            "%c0%af",
            "%e0%80%af",
            "%ef%bc%8f",
            "%e2%88%95",
            "%2f%2f",
            "/./",
            "%00/",
            ";/");
    Set<String> names = new LinkedHashSet<>();
    for (String up : ups) {
      for (String slash : slashes) {
        names.add("/" + up + slash + "secret.txt");
        names.add("/a/b/" + (up + slash).repeat(3) + "secret.txt");
      }
    }
    for (String absolute :
        List.of(
            "/etc/passwd",
            "//etc/passwd",
            "/%2fetc%2fpasswd",
            "/C:/Windows/win.ini",
            "/C:%5cWindows%5cwin.ini",
            "/file:///etc/passwd",
            "/%5c%5chost%5cshare",
            "/~root/.profile",
            "/proc/self/environ",
            "/..%2froot-sibling/secret.txt",
            "/../root-sibling/secret.txt",
            "/-sibling/secret.txt",
            "/a/../../secret.txt",
            "/a/b/inside.txt/../../../../secret.txt",
            "/a/b/inside.txt%00.html",
            "/%2e%2e/",
            "/..",
            "/../",
            "/a/..",
            "/a/../",
            "/.",
            "/./",
            "/%2e",
            "/a//b/",
            "/%00",
            "/secret.txt",
            "/root/../secret.txt",
            "/*",
            "/?/../secret.txt",
            "/$%7bx%7d",
            "/a/b/%ff%fe",
            "/%ed%a0%80",
            "/" + "a/../".repeat(500) + "../secret.txt",
            "/" + "x".repeat(300),
            "/" + "../".repeat(60) + "etc/passwd")) {
      names.add(absolute);
    }
    return new ArrayList<>(names);
  }

  @Test
  void noNameLeadsOutside() throws IOException {
    List<String> names = names();
    assertThat(names).hasSizeGreaterThan(NAMES_MIN);
    try (SiteFixture site = new SiteFixture(root)) {
      assertThat(site.get("/a/b/inside.txt").text()).isEqualTo("inside");
      for (String name : names) {
        for (String method : List.of("GET", "HEAD")) {
          Response response = site.request(method, name);
          assertThat(response.text()).as(name).doesNotContain(SECRET, "root:x");
          boolean listed = response.status() == 200 && response.text().contains("Index of");
          boolean refused = List.of(400, 404, 414).contains(response.status());
          assertThat(refused || listed || method.equals("HEAD"))
              .as("%s %s: %d", method, name, response.status())
              .isTrue();
        }
      }
    }
  }

  /** A directory and a file are links to the outside every other moment. */
  @Test
  void noLinkIsFollowedHoweverItIsSwappedIn() throws Exception {
    Path outside = Files.createDirectories(directory.resolve("outside/b"));
    Files.writeString(outside.resolve("inside.txt"), SECRET);
    Path file = Files.writeString(root.resolve("file.txt"), "inside");
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger swaps = new AtomicInteger();
    Thread swapping =
        new Thread(
            () -> {
              while (!over.get()) {
                swap(root.resolve("a"), directory.resolve("outside"));
                swap(file, outside.resolve("inside.txt"));
                swaps.incrementAndGet();
              }
            });
    int had = 0;
    try (SiteFixture site = new SiteFixture(root);
        SiteFixture.Client client = site.connect()) {
      swapping.start();
      for (int i = 0; i < RACES; i++) {
        Response response = client.request("GET", i % 2 == 0 ? "/a/b/inside.txt" : "/file.txt");
        assertThat(response.text()).doesNotContain(SECRET);
        assertThat(response.status()).isIn(200, 404);
        if (response.status() == 200) {
          assertThat(response.text()).isEqualTo("inside");
          had++;
        }
      }
    } finally {
      over.set(true);
      swapping.join();
    }
    assertThat(swaps.get()).isGreaterThan(RACES / 10);
    // Both faces of the tree were met.
    assertThat(had).isBetween(RACES / 100, RACES - RACES / 100);
  }

  /** Puts a link in the place of what is there, and then back what was there. */
  private void swap(Path place, Path target) {
    Path real = directory.resolve("real-" + place.getFileName());
    Path link = directory.resolve("link-" + place.getFileName());
    try {
      Files.move(place, real, StandardCopyOption.ATOMIC_MOVE);
      Files.createSymbolicLink(link, target);
      Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
      Files.move(place, link, StandardCopyOption.ATOMIC_MOVE);
      Files.move(real, place, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(link);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
