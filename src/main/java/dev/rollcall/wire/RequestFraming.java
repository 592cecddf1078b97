package dev.rollcall.wire;

import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into the requests of HTTP/1.1 (RFC 9112), strictly: where two readers
 * could disagree on a request's end, there is none.
 *
 * <pre>
 *   (CR LF){0,2} METHOD SP TARGET SP VERSION CR LF
 *   (NAME ":" VALUE CR LF)*
 *   CR LF                                            head
 *   length bytes | chunk* "0" CR LF field* CR LF     body
 *   chunk = 1*HEX [";" text] CR LF bytes CR LF
 * </pre>
 *
 * A head is held until it is whole, in an array of at most twice its length, and bodies are not
 * held at all. Chunks are resolved and trailers dropped. After {@link Bad} there is nothing more:
 * whatever follows is not looked at. Where the chunks are cut makes no difference to the parts,
 * apart from where {@link Data} is cut. Not thread-safe.
 */
public final class RequestFraming {
  /** What a stream is cut into. */
  public sealed interface Part {}

  /** A request begins. */
  public record Head(RequestHead head) implements Part {}

  /** Bytes of the body of the request that has begun. */
  public record Data(ByteString bytes) implements Part {}

  /** The request that has begun is whole. */
  public record End() implements Part {}

  /**
   * What comes now is no request, or no body of the one that has begun.
   *
   * @param status the status of RFC 9110 that says so
   * @param reason a sentence for the client's user, without a byte of the client's
   * @param target what was asked for, if that was understood
   * @param headOnly whether the response has no body
   */
  public record Bad(int status, String reason, @Nullable RequestTarget target, boolean headOnly)
      implements Part {}

  /** Where a stream is. */
  public enum Place {
    /** Between two requests. */
    BETWEEN,
    /** In a head that is not whole. */
    HEAD,
    /** In a body. */
    BODY,
    /** Behind bytes that are no request. */
    LOST
  }

  private enum Step {
    EMPTY_LINES,
    HEAD,
    LENGTH,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    END,
    LOST
  }

  /** Empty lines before a request, which some clients send behind a body. */
  private static final int EMPTY_LINES_MAX = 2;

  /** Enough for any browser and several proxies. */
  private static final int FIELDS_MAX = 100;

  /** Digits and extensions of a chunk; nobody sends extensions. */
  private static final int CHUNK_LINE_BYTES_MAX = 256;

  private static final int CHUNK_DIGITS_MAX = 15;

  private static final byte[] NONE = new byte[0];

  private static final Data NO_DATA = new Data(ByteString.emptyByteString());

  private final int headBytesMax;
  private final long bodyBytesMax;

  private byte[] bytes = NONE;

  /** What is left is from here to there; what is before {@code scanned} was looked at. */
  private int from;

  private int to;
  private int scanned;
  private int lineFrom;

  private Step step = Step.EMPTY_LINES;
  private int emptyLines;
  private RequestHead.Reader head = new RequestHead.Reader(FIELDS_MAX);

  /** Bytes to come of the body or of the chunk. */
  private long left;

  /** Bytes of this body so far, of a body in chunks. */
  private long bodyBytes;

  private int trailerBytes;

  /**
   * @param headBytesMax the longest head, request line included
   * @param bodyBytesMax the longest body, without what encloses its chunks
   */
  public RequestFraming(int headBytesMax, long bodyBytesMax) {
    this.headBytesMax = headBytesMax;
    this.bodyBytesMax = bodyBytesMax;
  }

  /** Takes the next bytes. The array must not be written to any more. */
  public void feed(byte[] chunk) {
    if (from == to) {
      bytes = chunk;
      rebase(-from);
      to = chunk.length;
      return;
    }
    int length = to - from;
    byte[] room = bytes;
    if (from > 0 || to + chunk.length > bytes.length) {
      room = new byte[Math.max(length + chunk.length, 2 * length)];
      System.arraycopy(bytes, from, room, 0, length);
      rebase(-from);
    }
    System.arraycopy(chunk, 0, room, length, chunk.length);
    bytes = room;
    to = length + chunk.length;
  }

  private void rebase(int by) {
    from += by;
    scanned += by;
    lineFrom += by;
  }

  /** Gives the next part; null where it is not there yet. */
  public @Nullable Part next() {
    try {
      return part();
    } catch (BadRequest e) {
      step = Step.LOST;
      drop();
      return new Bad(e.status(), e.reason(), head.target(), head.asksForHeadOnly());
    }
  }

  private void drop() {
    bytes = NONE;
    from = 0;
    to = 0;
    scanned = 0;
    lineFrom = 0;
  }

  /** Where the stream is behind the last part. */
  public Place place() {
    return switch (step) {
      case EMPTY_LINES -> from == to ? Place.BETWEEN : Place.HEAD;
      case HEAD -> Place.HEAD;
      case LENGTH, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILER, END -> Place.BODY;
      case LOST -> Place.LOST;
    };
  }

  /** Gives up the bytes that were not looked at, to whoever reads the stream from here on. */
  public ByteString release() {
    ByteString rest = ByteString.fromArrayUnsafe(bytes, from, to - from);
    drop();
    return rest;
  }

  /** The memory kept, in bytes. */
  public int bytesHeld() {
    return bytes.length;
  }

  private @Nullable Part part() throws BadRequest {
    while (from < to || step == Step.END) {
      Part part =
          switch (step) {
            case EMPTY_LINES -> emptyLine();
            case HEAD -> head();
            case LENGTH, CHUNK -> data();
            case CHUNK_SIZE -> chunkSize();
            case CHUNK_END -> chunkEnd();
            case TRAILER -> trailer();
            case END -> end();
            case LOST -> null;
          };
      if (part != NO_DATA) {
        return part;
      }
    }
    if (from == to && step != Step.LOST) {
      drop();
    }
    return null;
  }

  // ---- Heads. NO_DATA says "go on", null "more bytes are needed".

  private @Nullable Part emptyLine() throws BadRequest {
    if (bytes[from] != '\r') {
      step = Step.HEAD;
      head = new RequestHead.Reader(FIELDS_MAX);
      scanned = from;
      lineFrom = from;
      return NO_DATA;
    }
    if (to - from < 2) {
      return null;
    }
    emptyLines++;
    if (bytes[from + 1] != '\n' || emptyLines > EMPTY_LINES_MAX) {
      throw new BadRequest("The request does not begin with a method.");
    }
    from += 2;
    return NO_DATA;
  }

  private @Nullable Part head() throws BadRequest {
    while (true) {
      int end = line();
      if (end < 0) {
        checkHeadLength(to);
        return null;
      }
      checkHeadLength(scanned);
      if (end == lineFrom) {
        return headEnd();
      }
      head.line(bytes, lineFrom, end);
      lineFrom = scanned;
    }
  }

  private void checkHeadLength(int end) throws BadRequest {
    if (end - from <= headBytesMax) {
      return;
    }
    if (lineFrom == from) {
      throw new BadRequest(
          BadRequest.URI_TOO_LONG,
          "The address is longer than the " + headBytesMax + " bytes this server takes.");
    }
    throw new BadRequest(
        BadRequest.HEADER_TOO_LARGE,
        "The header fields are longer than the " + headBytesMax + " bytes this server takes.");
  }

  private Part headEnd() throws BadRequest {
    RequestHead whole = head.end(bytes, from, scanned);
    if (whole.length() > bodyBytesMax) {
      throw tooLarge();
    }
    from = scanned;
    left = whole.length();
    bodyBytes = 0;
    step = whole.chunked() ? Step.CHUNK_SIZE : left == 0 ? Step.END : Step.LENGTH;
    scanned = from;
    lineFrom = from;
    return new Head(whole);
  }

  private BadRequest tooLarge() {
    return new BadRequest(
        BadRequest.CONTENT_TOO_LARGE,
        "The body is longer than the " + bodyBytesMax + " bytes this server takes.");
  }

  /** The end of the line at {@code lineFrom}, behind which {@code scanned} is then; -1 for none. */
  private int line() throws BadRequest {
    while (scanned < to) {
      byte b = bytes[scanned];
      if (b == '\r') {
        if (scanned + 1 == to) {
          return -1;
        }
        if (bytes[scanned + 1] != '\n') {
          throw new BadRequest("A CR without LF in the head of the request.");
        }
        scanned += 2;
        return scanned - 2;
      }
      if (!HttpCharacters.isText(b)) {
        throw new BadRequest(
            b == '\n'
                ? "A line of the request does not end with CR LF."
                : "A control character in the head of the request; was TLS meant?");
      }
      scanned++;
    }
    return -1;
  }

  // ---- Bodies

  private Part data() {
    int length = (int) Math.min(left, to - from);
    ByteString some = ByteString.fromArrayUnsafe(bytes, from, length);
    from += length;
    left -= length;
    if (left == 0) {
      step = step == Step.CHUNK ? Step.CHUNK_END : Step.END;
    }
    return new Data(some);
  }

  private @Nullable Part chunkSize() throws BadRequest {
    startLine();
    int end = line();
    if ((end < 0 ? to : end) - from > CHUNK_LINE_BYTES_MAX) {
      throw new BadRequest("The size of a chunk is too long a line.");
    }
    if (end < 0) {
      return null;
    }
    left = size(end);
    bodyBytes += left;
    if (bodyBytes > bodyBytesMax) {
      throw tooLarge();
    }
    from = scanned;
    trailerBytes = 0;
    step = left == 0 ? Step.TRAILER : Step.CHUNK;
    return NO_DATA;
  }

  private void startLine() {
    lineFrom = from;
    scanned = Math.max(scanned, from);
  }

  private long size(int end) throws BadRequest {
    long size = 0;
    int at = from;
    for (; at < end && HttpCharacters.hexDigit(bytes[at]) >= 0; at++) {
      size = size << 4 | HttpCharacters.hexDigit(bytes[at]);
      if (at - from == CHUNK_DIGITS_MAX) {
        throw new BadRequest("The size of a chunk is too large.");
      }
    }
    if (at == from || (at < end && bytes[at] != ';')) {
      throw new BadRequest("The size of a chunk is not a hexadecimal number.");
    }
    return size;
  }

  private @Nullable Part chunkEnd() throws BadRequest {
    if (bytes[from] != '\r' || (to - from > 1 && bytes[from + 1] != '\n')) {
      throw new BadRequest("A chunk is longer than its size.");
    }
    if (to - from == 1) {
      return null;
    }
    from += 2;
    step = Step.CHUNK_SIZE;
    return NO_DATA;
  }

  /** Fields behind a body are read only to find their end: nothing here has a use for them. */
  private @Nullable Part trailer() throws BadRequest {
    startLine();
    int end = line();
    if (trailerBytes + (end < 0 ? to : scanned) - from > headBytesMax) {
      throw new BadRequest(BadRequest.HEADER_TOO_LARGE, "The fields behind the body are too long.");
    }
    if (end < 0) {
      return null;
    }
    if (end > lineFrom && !isField(end)) {
      throw new BadRequest("What is behind the body is not NAME: VALUE.");
    }
    trailerBytes += scanned - from;
    step = end == lineFrom ? Step.END : Step.TRAILER;
    from = scanned;
    return NO_DATA;
  }

  private boolean isField(int end) {
    int colon = lineFrom;
    while (colon < end && bytes[colon] != ':') {
      colon++;
    }
    return colon < end && HttpCharacters.isToken(bytes, lineFrom, colon);
  }

  private Part end() {
    step = Step.EMPTY_LINES;
    emptyLines = 0;
    return new End();
  }
}
