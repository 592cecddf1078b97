package dev.rollcall.edge.http.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.edge.http.site.ContentCache.Content;
import dev.rollcall.edge.http.site.ContentCache.Held;
import dev.rollcall.files.FileIdentity;
import java.nio.file.attribute.FileTime;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class ContentCacheTest {
  private static final int BYTES = 1000;

  /** Room for three. */
  private final ContentCache cache = new ContentCache(5000);

  private static FileIdentity identity(int file, long changed) {
    FileTime time = FileTime.fromMillis(changed);
    return new FileIdentity(file, BYTES, time, time);
  }

  private static Content content(int file) {
    return new Content(
        identity(file, 1),
        ByteString.fromArray(new byte[BYTES]),
        new EntityTag("tag" + file, false));
  }

  private boolean has(int file) {
    return cache.find(identity(file, 1)).isPresent();
  }

  @Test
  void contentOfAnotherStateIsNotFound() {
    cache.put(content(1));
    assertThat(has(1)).isTrue();
    assertThat(cache.find(identity(1, 2))).isEmpty();
  }

  @Test
  void whatWasAskedForLongestAgoMakesRoom() {
    for (int file = 1; file <= 3; file++) {
      cache.put(content(file));
    }
    assertThat(has(1)).isTrue();
    cache.put(content(4));
    assertThat(has(1)).isTrue();
    assertThat(has(2)).isFalse();
    assertThat(cache.bytes()).isLessThanOrEqualTo(5000);
  }

  @Test
  void whatIsOnItsWayStaysAndCounts() {
    for (int file = 1; file <= 3; file++) {
      cache.put(content(file));
    }
    Held first = cache.hold(identity(1, 1)).orElseThrow();
    Held second = cache.hold(identity(2, 1)).orElseThrow();
    Held third = cache.hold(identity(3, 1)).orElseThrow();
    cache.put(content(4));
    assertThat(has(4)).isFalse();
    assertThat(cache.bytes()).isLessThanOrEqualTo(5000);
    second.close();
    cache.put(content(4));
    assertThat(has(4)).isTrue();
    assertThat(has(2)).isFalse();
    assertThat(has(1)).isTrue();
    first.close();
    third.close();
  }

  @Test
  void newStateOfFileTakesTheOldOnesPlace() {
    cache.put(content(1));
    long before = cache.bytes();
    cache.put(
        new Content(
            identity(1, 2), ByteString.fromArray(new byte[BYTES]), new EntityTag("new", false)));
    assertThat(cache.bytes()).isEqualTo(before);
    assertThat(has(1)).isFalse();
    assertThat(cache.find(identity(1, 2))).isPresent();
  }

  @Test
  void whatIsLongerThanTheCacheIsNotKept() {
    cache.put(
        new Content(
            identity(1, 1), ByteString.fromArray(new byte[6000]), new EntityTag("x", false)));
    assertThat(cache.bytes()).isZero();
  }
}
