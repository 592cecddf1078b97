package dev.rollcall.edge.http.site;

import dev.rollcall.files.FileIdentity;
import dev.rollcall.files.OpenFile;
import dev.rollcall.files.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;

/**
 * Finds out which version of a file there is: its tag and, if it is small, its content. A file of
 * up to {@link #HASHED_BYTES_MAX} bytes has a tag made of its content, so that a copy has the same;
 * a longer one has one made of its identity, since it would have to be read as a whole before its
 * first byte is sent. While a file is being changed its tag is weak, unless it is that of the very
 * bytes that are sent. Thread-safe; its methods block.
 */
final class Versions {
  /**
   * A content up to this long is sent as it was found; a longer one is fetched again when it is
   * sent, so that a client that does not take it holds no more than this.
   */
  static final int AT_ONCE_BYTES_MAX = 64 << 10;

  /** A content up to this long is kept in memory. */
  static final int KEPT_BYTES_MAX = 1 << 20;

  /** A content up to this long is read to make its tag: a tenth of a second from most disks. */
  static final int HASHED_BYTES_MAX = 16 << 20;

  private static final int CHUNK_BYTES = 128 << 10;

  /** 128 bits tell contents apart; a tag is sent with every answer. */
  private static final int HASH_BYTES = 16;

  /**
   * A version of a file.
   *
   * @param identity what the file was when it was looked at
   * @param bytes how many bytes it has
   * @param content all of it, if it is small
   */
  record Version(FileIdentity identity, long bytes, EntityTag tag, Optional<ByteString> content) {
    /** The same without the content, for whoever may have to wait with it. */
    Version unloaded() {
      return new Version(identity, bytes, tag, Optional.empty());
    }

    /** Whether only the file in this very state has this tag. */
    boolean ofContent() {
      return bytes <= HASHED_BYTES_MAX && !tag.weak();
    }
  }

  private final ContentCache contents;
  private final TagCache tags = new TagCache();

  Versions(ContentCache contents) {
    this.contents = contents;
  }

  /**
   * The version there is now.
   *
   * @throws java.nio.file.AccessDeniedException if the file may not be read
   */
  Version of(Place file) throws IOException {
    FileIdentity identity = file.identity();
    Optional<ContentCache.Content> kept = contents.find(identity);
    if (kept.isPresent()) {
      return version(kept.get());
    }
    Optional<EntityTag> known = tags.find(identity);
    try (OpenFile open = file.open()) {
      long bytes = open.identity().bytes();
      if (bytes <= KEPT_BYTES_MAX) {
        return version(read(file, open));
      }
      EntityTag tag = known.filter(unused -> open.identity().equals(identity)).orElse(null);
      return new Version(
          open.identity(), bytes, tag == null ? makeTag(file, open) : tag, Optional.empty());
    }
  }

  private static Version version(ContentCache.Content content) {
    return new Version(
        content.identity(), content.bytes().size(), content.tag(), Optional.of(content.bytes()));
  }

  private ContentCache.Content read(Place file, OpenFile open) throws IOException {
    byte[] bytes = new byte[(int) open.identity().bytes()];
    Instant before = Instant.now();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining() && open.channel().read(buffer) >= 0) {}
    byte[] read = buffer.hasRemaining() ? Arrays.copyOf(bytes, buffer.position()) : bytes;
    boolean settled = settled(file, open, before);
    EntityTag tag =
        new EntityTag(text(digest().digest(read)), !settled && read.length > AT_ONCE_BYTES_MAX);
    ContentCache.Content content =
        new ContentCache.Content(open.identity(), ByteString.fromArrayUnsafe(read), tag);
    if (settled) {
      contents.put(content);
    }
    return content;
  }

  private EntityTag makeTag(Place file, OpenFile open) throws IOException {
    Instant before = Instant.now();
    FileIdentity identity = open.identity();
    if (identity.bytes() > HASHED_BYTES_MAX) {
      return new EntityTag(ofIdentity(identity), !identity.settled(before));
    }
    MessageDigest digest = digest();
    update(digest, open.channel());
    EntityTag tag = new EntityTag(text(digest.digest()), !settled(file, open, before));
    if (!tag.weak()) {
      tags.put(identity, tag);
    }
    return tag;
  }

  /** Whether what was read since is what the file contains as long as it has this identity. */
  private static boolean settled(Place file, OpenFile open, Instant before) throws IOException {
    return open.identity().settled(before) && file.isStill(open.identity());
  }

  private static void update(MessageDigest digest, ReadableByteChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
    while (channel.read(buffer) >= 0) {
      digest.update(buffer.flip());
      buffer.clear();
    }
  }

  private static String ofIdentity(FileIdentity identity) {
    String all =
        identity.key()
            + " "
            + identity.bytes()
            + " "
            + identity.modified().to(TimeUnit.NANOSECONDS)
            + " "
            + identity.changed().to(TimeUnit.NANOSECONDS);
    // Hashed, since a number of the file system is nobody's business.
    return text(digest().digest(all.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String text(byte[] hash) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
  }
}
