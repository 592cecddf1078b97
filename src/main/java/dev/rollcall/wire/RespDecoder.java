package dev.rollcall.wire;

import java.util.Arrays;

/**
 * Cuts a stream of bytes into requests in RESP.
 *
 * <pre>
 *   *count CR LF ( $length CR LF bytes CR LF )…   a request of count arguments
 *   words separated by spaces CR? LF              an inline one, see {@link InlineWords}
 * </pre>
 *
 * A count of 0 or less and an empty line are no request and are passed over. Where the chunks are
 * cut makes no difference to the requests. Requests that lie in one chunk are not copied; an
 * unfinished one is kept, in an array that grows with the bytes that came and never with what a
 * client says is to come, and reading goes on where it stopped. As in Redis nobody looks at the two
 * bytes that end an argument, nor at the one after a CR. The words of the errors are those of Redis
 * 7; one that is Rollcall's own says that a whole request is too long. Not thread-safe.
 */
public final class RespDecoder {
  private static final byte[] EMPTY = new byte[0];
  private static final RespBatch NO_REQUESTS = new RespBatch(EMPTY);
  private static final int FEW_ARGUMENTS = 8;

  /** Arrays of ranges beyond this size are not kept for the next request. */
  private static final int KEPT_ARGUMENTS = 64;

  private static final int LINE_END_BYTES = 2;
  private static final int NONE = -1;

  private RespLimits limits;

  /** What is decoded: a chunk, or what is kept with a chunk behind it. */
  private byte[] bytes = EMPTY;

  private int length;

  /** Where the unfinished request begins. */
  private int start;

  /** Where the next header, argument or line begins. */
  private int position;

  /** No end of a line lies between {@code position} and this. */
  private int searched;

  /** Arguments that are still to come; 0 between requests. */
  private int missing;

  /** The length of the argument at {@code position}; NONE if it has yet to be read. */
  private int bulkLength = NONE;

  /** Start and end of each argument of the unfinished request. */
  private int[] ranges = new int[2 * FEW_ARGUMENTS];

  private int rangeCount;
  private RespBatch batch = NO_REQUESTS;
  private long framesStarted;
  private boolean failed;

  public RespDecoder(RespLimits limits) {
    this.limits = limits;
  }

  /** Changes the limits from the next chunk on. */
  public void limits(RespLimits newLimits) {
    limits = newLimits;
  }

  /**
   * Takes the next bytes and gives the requests they complete. The requests may lie in {@code
   * chunk}, which must not be used any more: the words of an inline request are unquoted in it.
   * After a batch with an error everything is dropped.
   */
  public RespBatch decode(byte[] chunk) {
    if (failed) {
      return NO_REQUESTS;
    }
    boolean continued = length > 0;
    join(chunk);
    batch = new RespBatch(bytes);
    while (position < length && step()) {}
    RespBatch decoded = batch;
    batch = NO_REQUESTS;
    if (failed) {
      forget();
    } else {
      keep(continued);
    }
    return decoded;
  }

  /** The number of the request that has begun and not ended, counted from 1; 0 for none. */
  public long unfinishedFrame() {
    return length > 0 ? framesStarted : 0;
  }

  /** The memory kept for the unfinished request, in bytes. */
  public int bytesHeld() {
    return bytes.length + (length > 0 ? Integer.BYTES * ranges.length : 0);
  }

  private void join(byte[] chunk) {
    if (length == 0) {
      bytes = chunk;
    } else {
      int sum = Math.addExact(length, chunk.length);
      if (sum > bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.max(sum, Math.min(2L * bytes.length, heldMax())));
      }
      System.arraycopy(chunk, 0, bytes, length, chunk.length);
    }
    length += chunk.length;
  }

  private int heldMax() {
    return limits.totalBytes() + limits.inlineBytes();
  }

  /** Keeps the beginning of an unfinished request in an array of its own. */
  private void keep(boolean continued) {
    if (start == length) {
      forget();
    } else if (!continued || start > 0) {
      framesStarted++;
      bytes = Arrays.copyOfRange(bytes, start, length);
      for (int i = 0; i < 2 * rangeCount; i++) {
        ranges[i] -= start;
      }
      position -= start;
      searched -= start;
      length -= start;
      start = 0;
    }
  }

  private void forget() {
    bytes = EMPTY;
    length = 0;
    start = 0;
    position = 0;
    searched = 0;
  }

  /** Reads on; whether there may be more to read. */
  private boolean step() {
    if (missing > 0) {
      return bulkLength == NONE ? bulkHeader() : argument();
    }
    return bytes[position] == '*' ? requestHeader() : inline();
  }

  private boolean requestHeader() {
    int end = headerEnd("mbulk count");
    if (end < 0) {
      return false;
    }
    long count = number(position + 1, end);
    if (count == Long.MIN_VALUE || count > limits.arguments()) {
      return failLength(count, Integer.MAX_VALUE, "multibulk");
    }
    advance(end + LINE_END_BYTES);
    if (count <= 0) {
      start = position;
    } else {
      missing = (int) count;
    }
    return true;
  }

  private boolean bulkHeader() {
    int end = headerEnd("bulk count");
    if (end < 0) {
      return false;
    }
    if (bytes[position] != '$') {
      return fail("expected '$', got '" + (char) (bytes[position] & 0xff) + "'");
    }
    long bulk = number(position + 1, end);
    if (bulk < 0 || bulk > limits.bulkBytes()) {
      return failLength(bulk, RespLimits.AUTHENTICATED.bulkBytes(), "bulk");
    }
    int from = end + LINE_END_BYTES;
    if (from - start + bulk + LINE_END_BYTES > limits.totalBytes()) {
      return fail("request longer than " + limits.totalBytes() + " bytes");
    }
    advance(from);
    bulkLength = (int) bulk;
    return true;
  }

  private boolean argument() {
    int end = position + bulkLength;
    if (length - end < LINE_END_BYTES) {
      return false;
    }
    addRange(position, end);
    advance(end + LINE_END_BYTES);
    bulkLength = NONE;
    missing--;
    if (missing == 0) {
      finish();
    }
    return true;
  }

  private boolean inline() {
    int newline = find((byte) '\n', "inline request");
    if (newline < 0) {
      return false;
    }
    int end = newline > position && bytes[newline - 1] == '\r' ? newline - 1 : newline;
    if (!InlineWords.cut(bytes, position, end, this::addRange)) {
      return fail("unbalanced quotes in request");
    }
    advance(newline + 1);
    if (rangeCount == 0) {
      start = position;
    } else if (rangeCount > limits.arguments()) {
      return failLength(rangeCount, Integer.MAX_VALUE, "multibulk");
    } else {
      finish();
    }
    return true;
  }

  /** The request is complete. */
  private void finish() {
    batch.begin();
    for (int i = 0; i < rangeCount; i++) {
      batch.arguments().add(ranges[2 * i], ranges[2 * i + 1]);
    }
    rangeCount = 0;
    if (ranges.length > 2 * KEPT_ARGUMENTS) {
      ranges = new int[2 * FEW_ARGUMENTS];
    }
    start = position;
  }

  private void advance(int to) {
    position = to;
    searched = to;
  }

  private void addRange(int from, int to) {
    if (2 * rangeCount == ranges.length) {
      ranges = Arrays.copyOf(ranges, 2 * ranges.length);
    }
    ranges[2 * rangeCount] = from;
    ranges[2 * rangeCount + 1] = to;
    rangeCount++;
  }

  /** The CR of the header at {@code position}; negative if that or the LF has yet to come. */
  private int headerEnd(String what) {
    int end = find((byte) '\r', what + " string");
    return end >= 0 && end + 1 < length ? end : NONE;
  }

  /** The next such byte; negative if it has yet to come or is too far away. */
  private int find(byte wanted, String what) {
    int i = searched;
    while (i < length && bytes[i] != wanted) {
      i++;
    }
    searched = i;
    if (i - position > limits.inlineBytes()) {
      fail("too big " + what);
      return NONE;
    }
    return i < length ? i : NONE;
  }

  /** The number in these bytes, written as Redis demands: no sign but a minus, no zero before. */
  private long number(int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    int first = negative ? from + 1 : from;
    if (to - first < 1
        || to - first > 18
        || (bytes[first] == '0' && (to - first > 1 || negative))) {
      return Long.MIN_VALUE;
    }
    long value = 0;
    for (int i = first; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return Long.MIN_VALUE;
      }
      value = 10 * value + digit;
    }
    return negative ? -value : value;
  }

  /** A length beyond the limits of a client that is not known may be fine for one that is. */
  private boolean failLength(long given, int knownMax, String what) {
    boolean known = limits.authenticated() || given < 0 || given > knownMax;
    return fail((known ? "invalid " : "unauthenticated ") + what + " length");
  }

  private boolean fail(String text) {
    batch.fail("Protocol error: " + text);
    failed = true;
    return false;
  }
}
