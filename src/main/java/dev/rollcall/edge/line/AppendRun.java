package dev.rollcall.edge.line;

import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Appended;
import dev.rollcall.broadcast.Message;
import dev.rollcall.wire.ErrorLine;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Messages that follow one another in a chunk, for whatever topics: one append for each topic, all
 * of them at once, and the answers in the order of the messages. Used by one thread at a time.
 */
final class AppendRun {
  /** Makes the answer to one message that is stored. */
  interface Answer {
    byte[] to(Appended appended, int index);
  }

  /** What became of one append. */
  private record Outcome(@Nullable Appended appended, @Nullable Throwable failure) {}

  private final BiFunction<String, List<Message>, CompletableFuture<Appended>> append;
  private final Consumer<ErrorCode> failed;
  private final Map<String, List<Message>> messages = new LinkedHashMap<>();

  /** The answer to each frame, once it is known what became of each topic's append. */
  private final List<Function<Map<String, Outcome>, byte[]>> answers = new ArrayList<>();

  /**
   * @param append appends messages to a topic, and is done when they are durable
   * @param failed told of each answer that is an error of an append's
   */
  AppendRun(
      BiFunction<String, List<Message>, CompletableFuture<Appended>> append,
      Consumer<ErrorCode> failed) {
    this.append = append;
    this.failed = failed;
  }

  /** The next frame is a message. */
  void add(String topic, Message message, Answer answer) {
    List<Message> ofTopic = messages.computeIfAbsent(topic, name -> new ArrayList<>());
    int index = ofTopic.size();
    ofTopic.add(message);
    answers.add(outcomes -> line(outcomes.get(topic), index, answer));
  }

  /** The next frame is answered with this. */
  void add(byte[] known) {
    answers.add(outcomes -> known);
  }

  /** Appends everything, and writes the answers when all of it is settled. */
  CompletableFuture<?> write(ByteArrayOutputStream out) {
    Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    List<CompletableFuture<?>> pending = new ArrayList<>();
    messages.forEach(
        (topic, texts) ->
            pending.add(
                append
                    .apply(topic, texts)
                    .handle(Outcome::new)
                    .thenAccept(outcome -> outcomes.put(topic, outcome))));
    return CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> answers.forEach(answer -> out.writeBytes(answer.apply(outcomes))));
  }

  private byte[] line(@Nullable Outcome outcome, int index, Answer answer) {
    Appended appended = Objects.requireNonNull(outcome).appended();
    if (appended != null) {
      return answer.to(appended, index);
    }
    UserError error = Failure.userError(Objects.requireNonNull(outcome.failure()));
    failed.accept(error.code());
    return ErrorLine.of(error.code(), String.valueOf(error.getMessage()));
  }
}
