package dev.rollcall.edge.line;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.broadcast.Page;
import dev.rollcall.edge.Framing;
import dev.rollcall.wire.ErrorLine;
import dev.rollcall.wire.RelayMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What the frames of a relay listener hold, in both directions. */
enum RelayFormat implements Page.Form {
  /** The message itself, then one newline towards clients; nothing but {@code Quit} at the end. */
  TEXT {
    @Override
    Optional<byte[]> text(byte[] bytes, int start, int end) {
      return Optional.of(Arrays.copyOfRange(bytes, start, end));
    }

    @Override
    public void write(Page.Entry entry, ByteArrayOutputStream out) {
      out.writeBytes(MessageText.whole(entry.message()));
      out.write('\n');
    }

    @Override
    byte[] error(ErrorCode code, String text) {
      return ErrorLine.of(code, text);
    }

    @Override
    byte[] farewell() {
      return "Quit".getBytes(StandardCharsets.US_ASCII);
    }
  },

  /** Messages of {@code rollcall/relay.proto}. */
  PROTOBUF {
    @Override
    Optional<byte[]> text(byte[] bytes, int start, int end) {
      return RelayMessage.read(bytes, start, end).map(message -> message.text().toArrayUnsafe());
    }

    @Override
    public void write(Page.Entry entry, ByteArrayOutputStream out) {
      byte[] text = MessageText.whole(entry.message());
      out.writeBytes(RelayMessage.of(text, entry.id().toString()).delimited());
    }

    @Override
    byte[] error(ErrorCode code, String text) {
      return RelayMessage.ofError(code.wire() + ' ' + text).delimited();
    }

    @Override
    byte[] farewell() {
      return RelayMessage.farewell().delimited();
    }
  };

  static RelayFormat of(Framing framing) {
    return framing == Framing.PROTOBUF ? PROTOBUF : TEXT;
  }

  /** The text of a frame, which may be empty; nothing where the frame is malformed. */
  abstract Optional<byte[]> text(byte[] bytes, int start, int end);

  abstract byte[] error(ErrorCode code, String text);

  abstract byte[] farewell();
}
