package dev.rollcall.store;

import java.io.NotSerializableException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * How events and snapshots of one kind are written for good. What was written once is read by every
 * later version of the program.
 *
 * <pre>
 *  0        1                            5
 *  | version | CRC32C of all other bytes | body …
 * </pre>
 *
 * Thread-safe, if the subclass is.
 */
public abstract class StoredFormat extends SerializerWithStringManifest {
  /** What precedes the body. */
  public static final int HEADER_BYTES = 1 + Integer.BYTES;

  private final int identifier;
  private final int version;

  /**
   * @param identifier this serializer's number, which is stored with every payload and never
   *     changed
   * @param version of the bodies that are written, 1 to 127
   */
  protected StoredFormat(int identifier, int version) {
    this.identifier = identifier;
    this.version = version;
  }

  /** How long the body of this object will be. */
  protected abstract int bodyBytes(Object stored);

  /** Writes the body and fills the buffer with it. */
  protected abstract void write(Object stored, ByteBuffer body);

  /**
   * Reads a body, all of it.
   *
   * @param version with which it was written; not higher than this program's
   * @throws IllegalArgumentException or {@link BufferUnderflowException} if it makes no sense
   */
  protected abstract Object read(String manifest, int version, ByteBuffer body);

  @Override
  public final int identifier() {
    return identifier;
  }

  @Override
  public final byte[] toBinary(Object stored) {
    byte[] bytes = new byte[HEADER_BYTES + bodyBytes(stored)];
    ByteBuffer body = ByteBuffer.wrap(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    write(stored, body);
    if (body.hasRemaining()) {
      throw new IllegalStateException(body.remaining() + " bytes fewer than were announced");
    }
    bytes[0] = (byte) version;
    ByteBuffer.wrap(bytes).putInt(1, checksum(bytes));
    return bytes;
  }

  @Override
  public final Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    ByteBuffer body = body(bytes);
    if (ByteBuffer.wrap(bytes).getInt(1) != checksum(bytes)) {
      throw new NotSerializableException(what() + " is damaged: its checksum differs");
    }
    try {
      Object stored = read(manifest, bytes[0], body);
      if (body.hasRemaining()) {
        throw new IllegalArgumentException(body.remaining() + " bytes are left over");
      }
      return stored;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      NotSerializableException damage =
          new NotSerializableException(what() + " of kind '" + manifest + "' makes no sense: " + e);
      damage.initCause(e);
      throw damage;
    }
  }

  /**
   * The body, or as much of it as there is, without a look at the checksum: for whoever has read
   * only the beginning of a payload.
   *
   * @throws NotSerializableException if a later version has written it
   */
  public final ByteBuffer body(byte[] bytes) throws NotSerializableException {
    if (bytes.length < HEADER_BYTES) {
      throw new NotSerializableException(what() + " is damaged: it ends in its header");
    }
    if (bytes[0] < 1 || bytes[0] > version) {
      throw new NotSerializableException(
          what()
              + " has version "
              + bytes[0]
              + ", this program knows those up to "
              + version
              + ": start the program that has written it");
    }
    return ByteBuffer.wrap(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES).slice();
  }

  private static int checksum(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, 1);
    checksum.update(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES);
    return (int) checksum.getValue();
  }

  private String what() {
    return "Something stored by " + getClass().getSimpleName();
  }
}
