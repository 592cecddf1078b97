package dev.rollcall.lookup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What tells one state of a source file from another without reading it. Links are followed, so
 * that a link pointed elsewhere is a change. Two equal identities mean equal content, provided that
 * the first was not {@link #recent} when it was read.
 *
 * @param bytes the file's length
 * @param modifiedNanos when the content was last modified, since 1970
 * @param inode the number of the file on its file system, 0 where there is none
 * @param changedNanos when content or attributes were last changed, since 1970; nobody can set it
 *     back. Where the file system has none, the same as {@code modifiedNanos}
 */
public record SourceIdentity(long bytes, long modifiedNanos, long inode, long changedNanos) {
  /**
   * How long after a change another one may still get the same time. The kernel stamps files with
   * the time of its last tick, 4 ms apart on most systems and 10 ms on some; twice the longest
   * leaves room for a clock that is being adjusted.
   */
  static final long TICK_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);

  private static final String UNIX = "unix:size,lastModifiedTime,ino,ctime";

  /** Reads the identity of a file; takes microseconds. */
  public static SourceIdentity of(Path path) throws IOException {
    try {
      return unix(Files.readAttributes(path, UNIX));
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return basic(Files.readAttributes(path, BasicFileAttributes.class));
    }
  }

  /**
   * Whether the file was changed so shortly before {@code read} that one more change could go
   * unnoticed because it gets the same time.
   *
   * @param read a time taken just before this identity was read
   */
  public boolean recent(Instant read) {
    long readNanos = TimeUnit.SECONDS.toNanos(read.getEpochSecond()) + (long) read.getNano();
    return Math.abs(readNanos - changedNanos) < TICK_NANOS_MAX;
  }

  /**
   * The identity of a file once it is no longer {@link #recent}, which a moment's waiting achieves
   * unless the file is changed all the time.
   *
   * @throws SourceChangedException if the file goes on changing
   */
  static SourceIdentity settled(Path path) throws IOException, SourceChangedException {
    for (int attempt = 0; attempt < 5; attempt++) {
      Instant read = Instant.now();
      SourceIdentity identity = of(path);
      if (!identity.recent(read)) {
        return identity;
      }
      pause();
    }
    throw new SourceChangedException(path);
  }

  private static void pause() throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(TICK_NANOS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a source to settle");
    }
  }

  private static SourceIdentity unix(Map<String, Object> attributes) {
    return new SourceIdentity(
        (Long) attribute(attributes, "size"),
        nanos((FileTime) attribute(attributes, "lastModifiedTime")),
        (Long) attribute(attributes, "ino"),
        nanos((FileTime) attribute(attributes, "ctime")));
  }

  private static SourceIdentity basic(BasicFileAttributes attributes) {
    long modified = nanos(attributes.lastModifiedTime());
    return new SourceIdentity(
        attributes.size(), modified, Objects.hashCode(attributes.fileKey()), modified);
  }

  private static Object attribute(Map<String, Object> attributes, String name) {
    return Objects.requireNonNull(attributes.get(name), name);
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }
}
