package dev.rollcall.edge.resp;

import dev.rollcall.broadcast.AppendAt;
import dev.rollcall.broadcast.AppendKey;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Trim;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the key and the fields in XADD, and after the key in XTRIM, read in the order
 * in which Redis reads it, so that the first thing wrong is the same.
 */
final class StreamOptions {
  private static final int FIRST = 2;

  /** Bounds what a topic remembers of each append. */
  private static final int PRODUCER_BYTES_MAX = 128;

  /** Keeps producers of RESP apart from those of other protocols. */
  private static final String PRODUCER_PREFIX = "resp ";

  /** As many as Redis takes away at once where no LIMIT is given. */
  private static final long LIMIT = 10_000;

  private final Call call;
  private int at = FIRST;
  private @Nullable Trim trim;
  private boolean roughly;
  private long limit;
  private boolean limited;
  private boolean onlyExisting;
  private @Nullable AppendKey key;
  private AppendAt id = AppendAt.NEXT;

  private StreamOptions(Call call) {
    this.call = call;
  }

  /** The options of XADD, up to and including the ID. */
  static StreamOptions ofAdd(Call call) {
    StreamOptions options = new StreamOptions(call);
    while (options.at < call.count() && !options.readId()) {
      options.read(true);
    }
    options.check();
    int fields = call.count() - options.fields();
    if (fields < 2 || fields % 2 == 1) {
      throw Unknown.arity(call.command());
    }
    if (options.id.kind() == AppendAt.Kind.EXACT && options.id.id().equals(MessageId.NONE)) {
      throw RespError.argument("The ID specified in XADD must be greater than 0-0");
    }
    return options;
  }

  /** All arguments of XTRIM. */
  static Trim ofTrim(Call call) {
    StreamOptions options = new StreamOptions(call);
    while (options.at < call.count()) {
      options.read(false);
    }
    options.check();
    if (options.trim == null) {
      throw RespError.argument("syntax error, XTRIM must be called with a trimming strategy");
    }
    return Objects.requireNonNull(options.trim());
  }

  /** The index of the first field. */
  int fields() {
    return at + 1;
  }

  AppendAt id() {
    return onlyExisting ? id.ifExists() : id;
  }

  /** What makes a repeated append harmless; null for nothing. */
  @Nullable AppendKey key() {
    return key;
  }

  /** What goes after the append; null for nothing. */
  @Nullable Trim trim() {
    return trim == null || !roughly ? trim : trim.roughly(limited ? limit : LIMIT);
  }

  // ---- Reading

  /** Whether the next argument is the ID, which ends the options. */
  private boolean readId() {
    if (call.is(at, "*")) {
      return true;
    }
    if (isOption()) {
      return false;
    }
    String text = call.text(at);
    if (text.endsWith("-*")) {
      id = AppendAt.within(StreamIds.strict(text.substring(0, text.length() - 2)).millis());
    } else {
      id = AppendAt.exact(StreamIds.strict(call, at));
    }
    return true;
  }

  private boolean isOption() {
    int more = call.count() - at - 1;
    return call.is(at, "NOMKSTREAM")
        || (more > 0 && (call.is(at, "MAXLEN") || call.is(at, "MINID") || call.is(at, "LIMIT")))
        || (more > 1 && call.is(at, "IDMP"));
  }

  private void read(boolean adding) {
    int more = call.count() - at - 1;
    if (more > 0 && (call.is(at, "MAXLEN") || call.is(at, "MINID"))) {
      readTrim();
    } else if (more > 0 && call.is(at, "LIMIT")) {
      limit = call.integer(at + 1);
      limited = true;
      if (limit < 0) {
        throw RespError.argument("The LIMIT argument must be >= 0.");
      }
      at += 2;
    } else if (adding && call.is(at, "NOMKSTREAM")) {
      onlyExisting = true;
      at++;
    } else if (adding && more > 1 && call.is(at, "IDMP")) {
      key = new AppendKey(PRODUCER_PREFIX + named(at + 1), named(at + 2));
      at += 3;
    } else {
      throw RespError.syntax();
    }
  }

  private String named(int argument) {
    byte[] name = call.bytes(argument);
    if (name.length == 0 || name.length > PRODUCER_BYTES_MAX) {
      throw RespError.argument(
          "the producer and the id after IDMP must have 1 to " + PRODUCER_BYTES_MAX + " bytes");
    }
    return call.text(argument);
  }

  private void readTrim() {
    if (trim != null) {
      throw RespError.argument(
          "syntax error, MAXLEN and MINID options at the same time are not compatible");
    }
    boolean length = call.is(at, "MAXLEN");
    int value = at + 1;
    if (call.count() - at > 2 && (call.is(value, "~") || call.is(value, "="))) {
      roughly = call.is(value, "~");
      value++;
    }
    if (length) {
      long most = call.integer(value);
      if (most < 0) {
        throw RespError.argument("The MAXLEN argument must be >= 0.");
      }
      trim = Trim.toLength(most);
    } else {
      trim = Trim.before(StreamIds.strict(call, value));
    }
    at = value + 1;
  }

  private void check() {
    if (limit > 0 && trim == null) {
      throw RespError.argument(
          "syntax error, LIMIT cannot be used without specifying a trimming strategy");
    }
    if (limited && !roughly && trim != null) {
      throw RespError.argument("syntax error, LIMIT cannot be used without the special ~ option");
    }
  }
}
