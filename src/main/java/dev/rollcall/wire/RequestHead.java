package dev.rollcall.wire;

import static dev.rollcall.wire.HttpCharacters.equalsIgnoringCase;
import static dev.rollcall.wire.HttpCharacters.text;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The request line and header section of an HTTP/1.x request (RFC 9112), as far as they say where
 * the request ends and what it asks for. Immutable.
 *
 * @param method one that is known
 * @param target what is asked for, in origin form whatever form was sent
 * @param length the bytes of the body; {@link #CHUNKED} where its chunks say it
 * @param expectsContinue whether the client waits for a word before it sends the body
 * @param upgrade whether the client would rather speak another protocol from here on
 * @param bytes the head to hand on, with its empty line
 */
public record RequestHead(
    String method,
    RequestTarget target,
    long length,
    boolean expectsContinue,
    boolean upgrade,
    ByteString bytes) {

  /** The length of a body that comes in chunks. */
  public static final long CHUNKED = -1;

  /** Whether the body comes in chunks. */
  public boolean chunked() {
    return length == CHUNKED;
  }

  /** Reads one head; told of each of its lines in turn. Not thread-safe. */
  static final class Reader {
    /** CONNECT is for proxies, and TRACE gives away what others have put into a request. */
    private static final Set<String> METHODS =
        Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

    /** More digits than any body that could ever be sent. */
    private static final int LENGTH_DIGITS_MAX = 18;

    /** The end of the last line and the empty one. */
    private static final int EMPTY_LINE_BYTES = 4;

    private static final byte[] HOST = small("host");
    private static final byte[] CONTENT_LENGTH = small("content-length");
    private static final byte[] TRANSFER_ENCODING = small("transfer-encoding");
    private static final byte[] EXPECT = small("expect");
    private static final byte[] UPGRADE = small("upgrade");
    private static final byte[] CHUNKED_CODING = small("chunked");
    private static final byte[] CONTINUE = small("100-continue");

    private final int fieldsMax;
    private int lines;
    private String method = "";
    private String version = "";
    private @Nullable RequestTarget target;
    private boolean asterisk;
    private String originForm = "";
    private @Nullable String authority;
    private @Nullable String host;
    private long length = -1;
    private boolean chunked;
    private boolean expectsContinue;
    private boolean upgrade;

    /**
     * @param fieldsMax how many header fields there may be
     */
    Reader(int fieldsMax) {
      this.fieldsMax = fieldsMax;
    }

    private static byte[] small(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What is known of the target so far; null before the request line or where it has none. */
    @Nullable RequestTarget target() {
      return target;
    }

    /** Whether a response has no body. */
    boolean asksForHeadOnly() {
      return method.equals("HEAD");
    }

    /** Takes a line, given without its CR LF. */
    void line(byte[] bytes, int from, int to) throws BadRequest {
      // Whoever decodes half a character may take the line's end for the rest of it.
      if (!Utf8.isValid(bytes, from, to)) {
        throw new BadRequest("The head of the request is neither plain ASCII nor UTF-8.");
      }
      if (lines++ == 0) {
        requestLine(text(bytes, from, to));
      } else if (lines - 1 > fieldsMax) {
        throw new BadRequest(
            BadRequest.HEADER_TOO_LARGE,
            "More than " + fieldsMax + " header fields are more than the server takes.");
      } else {
        field(bytes, from, to);
      }
    }

    private void requestLine(String line) throws BadRequest {
      String[] words = line.split(" ", -1);
      if (words.length != 3 || words[1].isEmpty()) {
        throw new BadRequest("The first line is not METHOD TARGET HTTP/1.1, with single spaces.");
      }
      method(words[0]);
      version(words[2]);
      target(words[1]);
      if (!METHODS.contains(method)) {
        throw new BadRequest(
            BadRequest.METHOD_NOT_ALLOWED, "This server does not know the method of the request.");
      }
      if (asterisk || target == null) {
        throw new BadRequest(
            asterisk && method.equals("OPTIONS")
                ? BadRequest.METHOD_NOT_ALLOWED
                : BadRequest.BAD_REQUEST,
            "The target of the request is not an address of this server: it begins with a slash,"
                + " and everything but plain ASCII is escaped.");
      }
    }

    private void method(String word) throws BadRequest {
      byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
      if (!HttpCharacters.isToken(bytes, 0, bytes.length)) {
        throw new BadRequest("The request does not begin with a method.");
      }
      method = word;
    }

    private void version(String word) throws BadRequest {
      if (!word.matches("HTTP/[0-9]\\.[0-9]")) {
        throw new BadRequest("The first line does not end with HTTP/1.1.");
      }
      if (!word.equals("HTTP/1.1") && !word.equals("HTTP/1.0")) {
        throw new BadRequest(BadRequest.VERSION_NOT_SUPPORTED, "This server speaks HTTP/1.1.");
      }
      version = word;
    }

    /** Origin form, or absolute form (RFC 9112, section 3.2), whose authority counts as Host. */
    private void target(String word) throws BadRequest {
      asterisk = word.equals("*");
      String local = word;
      int scheme = schemeLength(word);
      if (scheme > 0) {
        int path = end(word, scheme);
        String named = word.substring(scheme, path);
        if (!HttpCharacters.isHostAndPort(named)) {
          throw new BadRequest("The target of the request names no valid host.");
        }
        authority = named;
        local = word.substring(path);
        if (!local.startsWith("/")) {
          local = "/" + local;
        }
      }
      target = RequestTarget.parse(local).orElse(null);
      originForm = local;
    }

    private static int schemeLength(String target) {
      for (String scheme : new String[] {"http://", "https://"}) {
        if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
          return scheme.length();
        }
      }
      return 0;
    }

    private static int end(String target, int authority) {
      int end = authority;
      while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
        end++;
      }
      return end;
    }

    private void field(byte[] bytes, int from, int to) throws BadRequest {
      int colon = from;
      while (colon < to && bytes[colon] != ':') {
        colon++;
      }
      if (colon == to || !HttpCharacters.isToken(bytes, from, colon)) {
        throw new BadRequest(
            "A header field is not NAME: VALUE on one line, without a space before the colon.");
      }
      int start = HttpCharacters.trimmedStart(bytes, colon + 1, to);
      int end = HttpCharacters.trimmedEnd(bytes, start, to);
      if (equalsIgnoringCase(bytes, from, colon, HOST)) {
        host(text(bytes, start, end));
      } else if (equalsIgnoringCase(bytes, from, colon, CONTENT_LENGTH)) {
        length(text(bytes, start, end));
      } else if (equalsIgnoringCase(bytes, from, colon, TRANSFER_ENCODING)) {
        transferEncoding(bytes, start, end);
      } else if (equalsIgnoringCase(bytes, from, colon, EXPECT)) {
        expectsContinue = equalsIgnoringCase(bytes, start, end, CONTINUE);
      } else if (equalsIgnoringCase(bytes, from, colon, UPGRADE)) {
        upgrade = true;
      }
    }

    private void host(String value) throws BadRequest {
      if (host != null || !HttpCharacters.isHostAndPort(value)) {
        throw new BadRequest("Host has to be there once and to name a host.");
      }
      host = value;
    }

    private void length(String value) throws BadRequest {
      if (length >= 0 || value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
        throw new BadRequest("Content-Length may be there once and has to be a whole number.");
      }
      length = value.length() > LENGTH_DIGITS_MAX ? Long.MAX_VALUE : Long.parseLong(value);
    }

    private void transferEncoding(byte[] bytes, int start, int end) throws BadRequest {
      if (chunked) {
        throw new BadRequest("Transfer-Encoding may be there once.");
      }
      if (!equalsIgnoringCase(bytes, start, end, CHUNKED_CODING)) {
        throw new BadRequest(
            BadRequest.NOT_IMPLEMENTED, "The only Transfer-Encoding this server reads is chunked.");
      }
      chunked = true;
    }

    /** The whole head, whose last line was told. */
    RequestHead end(byte[] bytes, int from, int to) throws BadRequest {
      boolean old = version.equals("HTTP/1.0");
      if (chunked && length >= 0) {
        throw new BadRequest("Content-Length and Transfer-Encoding exclude each other.");
      }
      if (chunked && old) {
        throw new BadRequest("HTTP/1.0 has no Transfer-Encoding.");
      }
      if (host == null && !old) {
        throw new BadRequest("A request of HTTP/1.1 needs the header field Host.");
      }
      RequestTarget known = target;
      if (known == null) {
        throw new BadRequest("The request has no target.");
      }
      return new RequestHead(
          method,
          known,
          chunked ? CHUNKED : Math.max(length, 0),
          expectsContinue,
          upgrade,
          authority == null
              ? ByteString.fromArrayUnsafe(bytes, from, to - from)
              : inOriginForm(bytes, from, to, authority));
    }

    private ByteString inOriginForm(byte[] bytes, int from, int to, String named) {
      StringBuilder head = new StringBuilder(to - from);
      head.append(method).append(' ').append(originForm).append(' ').append(version);
      head.append("\r\nHost: ").append(named).append("\r\n");
      text(bytes, from, to - EMPTY_LINE_BYTES)
          .lines()
          .skip(1)
          .filter(line -> !line.regionMatches(true, 0, "host:", 0, "host:".length()))
          .forEach(line -> head.append(line).append("\r\n"));
      return ByteString.fromString(head.append("\r\n").toString(), StandardCharsets.ISO_8859_1);
    }
  }
}
