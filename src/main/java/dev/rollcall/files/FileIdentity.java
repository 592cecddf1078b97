package dev.rollcall.files;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * What tells one state of a file from another without reading it: two equal identities mean equal
 * content, provided that the first was {@link #settled} when the content was read. Immutable.
 *
 * @param key the file's number on its file system
 * @param bytes its length
 * @param modified when its content was last modified, as whoever may write it says
 * @param changed when content or attributes were last changed, which nobody can set back
 */
public record FileIdentity(Object key, long bytes, FileTime modified, FileTime changed) {
  /**
   * Within a tick of the kernel's clock, up to 10 ms, two changes get the same time; twice that
   * leaves room for a clock that is being adjusted.
   */
  private static final Duration TICK_MAX = Duration.ofMillis(20);

  /**
   * Whether any change after {@code read} gives another identity.
   *
   * @param read a time taken just before this identity was read
   */
  public boolean settled(Instant read) {
    return Duration.between(changed.toInstant(), read).abs().compareTo(TICK_MAX) > 0;
  }
}
