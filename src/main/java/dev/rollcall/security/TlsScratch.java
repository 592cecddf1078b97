package dev.rollcall.security;

import java.nio.ByteBuffer;
import org.apache.pekko.util.ByteString;

/**
 * Buffers for one step of encryption, shared by all connections that a thread serves: a connection
 * that is idle holds none. Outside the heap, since BoringSSL would copy heap buffers there.
 */
final class TlsScratch {
  /** Four records with their overhead: what one reply to a full chunk takes. */
  private static final int OUTPUT_BYTES = 80 << 10;

  /** The most a record may carry. */
  private static final int RECORD_BYTES = 16 << 10;

  /** Engines ask for room for a whole record, even where they have less to write. */
  static final int ROOM_BYTES = RECORD_BYTES + 2048;

  private static final ThreadLocal<TlsScratch> OF_THREAD = ThreadLocal.withInitial(TlsScratch::new);

  private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
  private ByteBuffer input = ByteBuffer.allocateDirect(OUTPUT_BYTES);
  private ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT_BYTES);

  private TlsScratch() {}

  /** This thread's buffers, to be used before anybody else has the thread. */
  static TlsScratch ofThread() {
    return OF_THREAD.get();
  }

  /** As much of {@code bytes} as one record carries, ready to be read. */
  ByteBuffer record(ByteString bytes) {
    record.clear();
    bytes.copyToBuffer(record);
    return record.flip();
  }

  /** All of {@code bytes}, ready to be read. */
  ByteBuffer input(ByteString bytes) {
    if (input.capacity() < bytes.length()) {
      input = ByteBuffer.allocateDirect(bytes.length());
    }
    input.clear();
    bytes.copyToBuffer(input);
    return input.flip();
  }

  /** Empty, with room for at least {@code room} bytes. */
  ByteBuffer output(int room) {
    if (output.capacity() < room) {
      output = ByteBuffer.allocateDirect(room);
    }
    return output.clear();
  }

  /** A copy of what was written to {@code buffer}. */
  static ByteString written(ByteBuffer buffer) {
    return ByteString.fromByteBuffer(buffer.flip());
  }
}
