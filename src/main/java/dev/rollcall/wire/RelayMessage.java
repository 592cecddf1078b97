package dev.rollcall.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * One message of {@code rollcall/relay.proto}, which says what its fields mean. Fields that are not
 * set are empty; unknown ones are skipped.
 */
public record RelayMessage(ByteString text, String id, boolean quit, String error) {
  private static final ByteString NO_TEXT = ByteString.emptyByteString();

  private static final int TEXT = 1;
  private static final int ID = 2;
  private static final int QUIT = 3;
  private static final int ERROR = 4;

  /** A message with its place in the log; the ID is empty on the way to the server. */
  public static RelayMessage of(byte[] text, String id) {
    return new RelayMessage(ByteString.fromArrayUnsafe(text), id, false, "");
  }

  /** The server's farewell. */
  public static RelayMessage farewell() {
    return new RelayMessage(NO_TEXT, "", true, "");
  }

  /** Something went wrong: {@code <CODE> <text>}. */
  public static RelayMessage ofError(String error) {
    return new RelayMessage(NO_TEXT, "", false, error);
  }

  /** Reads a message out of a frame, without its length; empty if it is none. */
  public static Optional<RelayMessage> read(byte[] bytes, int start, int end) {
    ByteString text = NO_TEXT;
    String id = "";
    boolean quit = false;
    String error = "";
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes, start, end - start);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == tag(TEXT, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
          text = ByteString.fromArrayUnsafe(in.readByteArray());
        } else if (tag == tag(ID, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
          id = in.readStringRequireUtf8();
        } else if (tag == tag(QUIT, WireFormat.WIRETYPE_VARINT)) {
          quit = in.readBool();
        } else if (tag == tag(ERROR, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
          error = in.readStringRequireUtf8();
        } else if (!in.skipField(tag)) {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.of(new RelayMessage(text, id, quit, error));
  }

  private static int tag(int field, int type) {
    return field << 3 | type;
  }

  /** The message with its length before it, as it goes over a connection. */
  public byte[] delimited() {
    int length = length();
    byte[] bytes = new byte[CodedOutputStream.computeUInt32SizeNoTag(length) + length];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeUInt32NoTag(length);
      if (!text.isEmpty()) {
        out.writeByteArray(TEXT, text.toArrayUnsafe());
      }
      if (!id.isEmpty()) {
        out.writeString(ID, id);
      }
      if (quit) {
        out.writeBool(QUIT, true);
      }
      if (!error.isEmpty()) {
        out.writeString(ERROR, error);
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes;
  }

  private int length() {
    return (text.isEmpty() ? 0 : CodedOutputStream.computeByteArraySize(TEXT, text.toArrayUnsafe()))
        + (id.isEmpty() ? 0 : CodedOutputStream.computeStringSize(ID, id))
        + (quit ? CodedOutputStream.computeBoolSize(QUIT, true) : 0)
        + (error.isEmpty() ? 0 : CodedOutputStream.computeStringSize(ERROR, error));
  }
}
