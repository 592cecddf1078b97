package dev.rollcall.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file opened for reading.
 *
 * @param identity what it was when it was opened, its length that of the channel
 */
public record OpenFile(SeekableByteChannel channel, FileIdentity identity)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
