package dev.rollcall.edge.line;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Appended;
import dev.rollcall.broadcast.Message;
import dev.rollcall.edge.Reply;
import dev.rollcall.wire.ErrorLine;
import dev.rollcall.wire.LineBatch;
import dev.rollcall.wire.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The answer to the frames of one chunk, in their order: messages that follow one another are
 * appended at once, commands come one by one, and of what is long each part is made when the one
 * before was taken. Used by one thread at a time.
 */
final class MessageAnswer {
  /** What can be done for one client. */
  interface Desk {
    /** The topic of messages that name none. */
    String topic();

    /** What a line says that sends a message to a topic it names. */
    Addressed addressed(String line);

    /** Appends to a topic, and is done when that is durable. */
    CompletableFuture<Appended> append(String topic, List<Message> messages);

    /** The client is told of an error. */
    void failed(ErrorCode code);

    /** Does what a command line says: writes the answer, or gives it where it is long. */
    CompletableFuture<@Nullable LongAnswer> command(String line, ByteArrayOutputStream out);
  }

  /** A message and where it goes. */
  record Addressed(String topic, Message message) {}

  /** What is wrong with an empty message. */
  static final String EMPTY_TEXT = "a message needs at least one byte";

  private static final byte[] EXIT = MessageLine.utf8("exit");
  private static final byte[] SEND = MessageLine.utf8(MessageCommand.SEND.word());
  private static final String ENCODING_TEXT = "a message has to be UTF-8";

  private final LineBatch batch;
  private final ByteSlices frames;
  private final byte[] tooLong;
  private final Desk desk;
  private final byte[] acknowledgement;
  private ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int index;
  private boolean exit;
  private @Nullable LongAnswer unfinished;

  /**
   * @param tooLong what stands for a frame that was too long
   */
  MessageAnswer(LineBatch batch, byte[] tooLong, Desk desk) {
    this.batch = batch;
    this.frames = batch.frames();
    this.tooLong = tooLong;
    this.desk = desk;
    this.acknowledgement = MessageLine.utf8(batch.terminated() ? "ACK\n" : "ACK");
  }

  /** The answer, or its next part. */
  CompletableFuture<Reply> next() {
    while (!isComplete() && out.size() < LineSession.PUSH_BYTES) {
      CompletableFuture<?> step = step();
      if (!step.isDone()) {
        return step.thenCompose(done -> next());
      }
      step.join();
    }
    ByteString bytes = ByteString.fromArrayUnsafe(out.toByteArray());
    out = new ByteArrayOutputStream();
    Reply.Then then = exit ? Reply.Then.CLOSE : isComplete() ? Reply.Then.LIVE_ON : Reply.Then.MORE;
    return CompletableFuture.completedFuture(new Reply(bytes, then));
  }

  private boolean isComplete() {
    return unfinished == null && (exit || index == batch.count());
  }

  private CompletableFuture<?> step() {
    LongAnswer answer = unfinished;
    if (answer != null) {
      return answer.write(out).thenAccept(more -> unfinished = more ? answer : null);
    }
    if (isExit(index)) {
      exit = true;
      return CompletableFuture.completedFuture(null);
    }
    if (isCommand(index)) {
      String line = line(index);
      index++;
      return desk.command(line, out).thenAccept(rest -> unfinished = rest);
    }
    return appendRun();
  }

  /** Appends all messages up to the next other command or the end of the chunk. */
  private CompletableFuture<?> appendRun() {
    AppendRun run = new AppendRun(desk::append, desk::failed);
    for (; index < batch.count() && !isExit(index) && !isCommand(index); index++) {
      ErrorCode fault = fault(index);
      if (fault != null) {
        run.add(line(fault));
      } else if (isSend(index)) {
        addSend(run, line(index));
      } else {
        run.add(desk.topic(), Message.text(text(index)), (appended, i) -> acknowledgement);
      }
    }
    return run.write(out);
  }

  private void addSend(AppendRun run, String line) {
    try {
      Addressed addressed = desk.addressed(line);
      run.add(
          addressed.topic(),
          addressed.message(),
          (appended, i) -> MessageLine.ok(appended.id(i).toString()));
    } catch (UserError e) {
      desk.failed(e.code());
      run.add(ErrorLine.of(e.code(), String.valueOf(e.getMessage())));
    }
  }

  private byte[] line(ErrorCode fault) {
    if (fault == ErrorCode.FRAME_TOO_LONG) {
      return tooLong;
    }
    desk.failed(fault);
    return ErrorLine.of(fault, fault == ErrorCode.EMPTY_MESSAGE ? EMPTY_TEXT : ENCODING_TEXT);
  }

  // ---- What a frame is

  private @Nullable ErrorCode fault(int frame) {
    if (batch.isTooLong(frame)) {
      return ErrorCode.FRAME_TOO_LONG;
    }
    if (!Utf8.isValid(frames.bytes(), frames.start(frame), frames.end(frame))) {
      return ErrorCode.BAD_ENCODING;
    }
    return frames.length(frame) == 0 ? ErrorCode.EMPTY_MESSAGE : null;
  }

  private boolean isExit(int frame) {
    int start = frames.start(frame);
    if (frames.length(frame) != EXIT.length) {
      return false;
    }
    for (int i = 0; i < EXIT.length; i++) {
      if ((frames.bytes()[start + i] | 0x20) != EXIT[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the frame is a command other than one that sends a message. */
  private boolean isCommand(int frame) {
    return beginsWithSlash(frame, 0)
        && !beginsWithSlash(frame, 1)
        && fault(frame) == null
        && !isSend(frame);
  }

  private boolean isSend(int frame) {
    int end = frames.start(frame) + SEND.length;
    return batch.terminated()
        && frames.length(frame) >= SEND.length
        && Arrays.equals(frames.bytes(), frames.start(frame), end, SEND, 0, SEND.length)
        && (end == frames.end(frame) || frames.bytes()[end] == ' ');
  }

  private String line(int frame) {
    return new String(frames.copy(frame), StandardCharsets.UTF_8);
  }

  private boolean beginsWithSlash(int frame, int at) {
    return batch.terminated()
        && frames.length(frame) > at
        && frames.bytes()[frames.start(frame) + at] == '/';
  }

  private byte[] text(int frame) {
    int start = frames.start(frame) + (beginsWithSlash(frame, 0) ? 1 : 0);
    return Arrays.copyOfRange(frames.bytes(), start, frames.end(frame));
  }
}
