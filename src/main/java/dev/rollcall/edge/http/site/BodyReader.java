package dev.rollcall.edge.http.site;

import dev.rollcall.files.Jail;
import dev.rollcall.files.OpenFile;
import dev.rollcall.files.Place;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is sent of a file, a chunk at a time: from memory if it is kept there, else from disk.
 * The file is opened at the first chunk and belongs to this reader until it is closed; nothing is
 * open before. Thread-safe; its methods block.
 */
final class BodyReader implements AutoCloseable {
  /** What to read, and where it was found. */
  record Request(Jail jail, List<byte[]> names, Versions.Version version, Body body) {}

  /** Large enough that the system is asked seldom, small beside what a connection takes anyway. */
  static final int CHUNK_BYTES = 128 << 10;

  private final Request request;
  private final ContentCache contents;
  private final Iterator<Body.Part> parts;
  private ContentCache.@Nullable Held content;
  private @Nullable OpenFile file;
  private boolean closed;
  private long position;
  private long left;

  BodyReader(Request request, ContentCache contents) {
    this.request = request;
    this.contents = contents;
    this.parts = request.body().parts().iterator();
  }

  /**
   * The next bytes; none if there are no more.
   *
   * @throws IOException if the file is no longer the one whose length was promised
   */
  synchronized ByteString next() throws IOException {
    while (left == 0 && parts.hasNext()) {
      Body.Part part = parts.next();
      position = part.start();
      left = part.length();
      if (!part.before().isEmpty()) {
        return part.before();
      }
    }
    if (left == 0 || closed) {
      return ByteString.emptyByteString();
    }
    int count = (int) Math.min(left, CHUNK_BYTES);
    ByteString bytes = read(count);
    position += count;
    left -= count;
    return bytes;
  }

  /** Whether the next bytes can be had without waiting for a disk. */
  synchronized boolean inMemory() {
    if (content == null && file == null && !closed) {
      content = contents.hold(request.version().identity()).orElse(null);
    }
    return content != null;
  }

  private ByteString read(int count) throws IOException {
    if (inMemory() && content != null) {
      return content.bytes().slice((int) position, (int) position + count);
    }
    OpenFile open = file == null ? open() : file;
    file = open;
    byte[] bytes = new byte[count];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    open.channel().position(position);
    while (buffer.hasRemaining()) {
      if (open.channel().read(buffer) < 0) {
        throw new EOFException("the file became shorter while it was sent");
      }
    }
    return ByteString.fromArrayUnsafe(bytes);
  }

  private OpenFile open() throws IOException {
    try (Place found = request.jail().find(request.names())) {
      OpenFile open = found.open();
      if (isPromised(open)) {
        return open;
      }
      open.close();
    }
    throw new IOException("the file was replaced before it was sent");
  }

  private boolean isPromised(OpenFile open) {
    Versions.Version version = request.version();
    return version.ofContent()
        ? open.identity().equals(version.identity())
        : open.identity().key().equals(version.identity().key())
            && open.identity().bytes() >= request.body().end();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    if (content != null) {
      content.close();
      content = null;
    }
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
