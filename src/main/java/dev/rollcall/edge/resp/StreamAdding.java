package dev.rollcall.edge.resp;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.AppendAt;
import dev.rollcall.broadcast.Appended;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.MessageId;
import dev.rollcall.broadcast.Trim;
import dev.rollcall.wire.RespWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls of XADD about one stream that follow one another: those that ask for nothing special are
 * one append, and the last of equal trims is all that is made. One after the other, so that an ID
 * that is asked for comes after those before it.
 */
final class StreamAdding {
  /** One append becomes one batch of the log; beyond this they are several. */
  private static final int APPEND_MESSAGES_MAX = 1_000;

  private static final int APPEND_BYTES_MAX = 1 << 20;

  /** What becomes of one call: an error found in its arguments, or a place in an append. */
  private record Answer(@Nullable RespError error, Append append, int index) {}

  /** Messages that are appended together. */
  private static final class Append {
    private final List<Message> messages = new ArrayList<>();
    private final @Nullable StreamOptions options;
    private final @Nullable Trim trim;
    private int bytes;
    private @Nullable Appended appended;
    private @Nullable Throwable failure;

    Append(@Nullable StreamOptions options) {
      this.options = options;
      this.trim = options == null ? null : options.trim();
    }

    /** Whether a message with these options may be part of it. */
    boolean takes(StreamOptions more) {
      return options != null
          && options.key() == null
          && more.key() == null
          && more.id().kind() == AppendAt.Kind.NEXT
          && options.id().equals(more.id())
          && Objects.equals(trim, more.trim())
          && messages.size() < APPEND_MESSAGES_MAX
          && bytes < APPEND_BYTES_MAX;
    }

    int add(Message message) {
      messages.add(message);
      bytes += message.bytes();
      return messages.size() - 1;
    }
  }

  private static final Append NONE = new Append(null);

  private final StreamKeys keys;
  private final String key;
  private final List<Append> appends = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();

  private StreamAdding(StreamKeys keys, Run run) {
    this.keys = keys;
    this.key = run.call(0).text(1);
    Append last = NONE;
    for (int i = 0; i < run.count(); i++) {
      Call call = run.call(i);
      try {
        StreamOptions options = StreamOptions.ofAdd(call);
        if (!last.takes(options)) {
          last = new Append(options);
          appends.add(last);
        }
        Message message = new Message(call.bytesFrom(options.fields()));
        answers.add(new Answer(null, last, last.add(message)));
      } catch (RespError e) {
        answers.add(new Answer(e, NONE, 0));
      }
    }
  }

  /** Carries a run of the command out. */
  static CompletableFuture<?> handle(StreamKeys keys, Run run) {
    StreamAdding adding = new StreamAdding(keys, run);
    CompletableFuture<?> added =
        adding.appends.isEmpty()
            ? Call.DONE
            : keys.write(adding.key, () -> adding.next(0)).exceptionally(adding::failed);
    return added.thenRun(() -> adding.write(run.out()));
  }

  /** What concerns the key concerns all calls whose arguments make sense. */
  private @Nullable Void failed(Throwable failure) {
    appends.forEach(append -> append.failure = failure);
    return null;
  }

  private CompletableFuture<Void> next(int index) {
    if (index == appends.size()) {
      return CompletableFuture.completedFuture(null);
    }
    Append append = appends.get(index);
    StreamOptions options = Objects.requireNonNull(append.options);
    CompletableFuture<Void> done =
        keys.topics()
            .append(key, options.key(), append.messages, options.id())
            .handle(
                (appended, failure) -> {
                  append.appended = appended;
                  append.failure = failure;
                  return null;
                });
    return done.thenCompose(appended -> trim(index)).thenCompose(trimmed -> next(index + 1));
  }

  /** A trim that fails is made up for by the next one; the messages are in the log. */
  private CompletableFuture<Void> trim(int index) {
    Append append = appends.get(index);
    Trim trim = append.trim;
    boolean again = index + 1 < appends.size() && Objects.equals(trim, appends.get(index + 1).trim);
    if (trim == null || append.appended == null || again) {
      return CompletableFuture.completedFuture(null);
    }
    return keys.topics().trim(key, trim).handle((count, failure) -> null);
  }

  // ---- Answers

  private void write(RespWriter out) {
    for (Answer answer : answers) {
      RespError error = answer.error();
      Appended appended = answer.append().appended;
      Throwable failure = answer.append().failure;
      if (error != null) {
        out.error(error.text());
      } else if (appended != null) {
        MessageId id = appended.id(Math.min(answer.index(), appended.count() - 1));
        StreamReplies.id(out, id);
      } else {
        write(Objects.requireNonNull(failure), out);
      }
    }
  }

  private static void write(Throwable failure, RespWriter out) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof UserError error && error.code() == ErrorCode.NO_SUCH_TOPIC) {
      out.nil();
    } else if (cause instanceof RespError error) {
      out.error(error.text());
    } else if (cause instanceof UserError error) {
      out.error(refused(error).text());
    } else {
      throw new CompletionException(cause);
    }
  }

  private static RespError refused(UserError error) {
    return switch (error.code()) {
      case OLD_ID ->
          RespError.argument(
              "The ID specified in XADD is equal or smaller than the target stream top item");
      case NO_MORE_IDS ->
          RespError.argument(
              "The stream has exhausted the last possible ID, unable to add more items");
      default -> RespError.of(error);
    };
  }
}
