package dev.rollcall.edge.line;

import dev.rollcall.base.ByteSlices;
import dev.rollcall.base.ErrorCode;
import dev.rollcall.base.UserError;
import dev.rollcall.broadcast.Follower;
import dev.rollcall.broadcast.Message;
import dev.rollcall.broadcast.Page;
import dev.rollcall.broadcast.Topics;
import dev.rollcall.edge.Framing;
import dev.rollcall.edge.HttpGuard;
import dev.rollcall.edge.ListenerSettings;
import dev.rollcall.edge.Peer;
import dev.rollcall.edge.Reply;
import dev.rollcall.edge.Session;
import dev.rollcall.wire.DelimitedDecoder;
import dev.rollcall.wire.FrameDecoder;
import dev.rollcall.wire.LineBatch;
import dev.rollcall.wire.LineDecoder;
import dev.rollcall.wire.WholeWriteDecoder;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol {@code relay}: every message goes into the listener's topic, and from there to all
 * others who follow it. Nothing is answered but what could not be appended.
 */
public final class RelaySession extends LineSession {
  static final Logger LOG = LoggerFactory.getLogger("rollcall.relay");

  /** A client learns what it was told last before {@code Quit}, which it takes for a message. */
  private static final Duration FAREWELL_DELAY = Duration.ofMillis(50);

  private final ListenerSettings listener;
  private final RelayFormat format;
  private final Topics topics;
  private final Runnable wake;
  private final Producer producer = new Producer();
  private volatile @Nullable Follower follower;

  private RelaySession(
      ListenerSettings listener, Topics topics, HttpGuard httpGuard, String client, Runnable wake) {
    super(listener, decoder(listener), httpGuard, client);
    this.listener = listener;
    this.format = RelayFormat.of(listener.framing());
    this.topics = topics;
    this.wake = wake;
  }

  private static FrameDecoder decoder(ListenerSettings listener) {
    int bytesMax = listener.frameBytesMax();
    return switch (listener.framing()) {
      case QUIET -> new WholeWriteDecoder(bytesMax);
      case LINE -> new LineDecoder(bytesMax, LineDecoder.Trimming.PADDING);
      case PROTOBUF -> new DelimitedDecoder(bytesMax);
    };
  }

  /** Sessions for the connections of one listener, all of which share its topic. */
  public static Session.Factory of(ListenerSettings listener, Topics topics) {
    HttpGuard httpGuard = new HttpGuard(listener.name());
    return new Session.Factory() {
      @Override
      public Session open(Peer peer) {
        return new RelaySession(listener, topics, httpGuard, peer.name(), peer.wake());
      }

      @Override
      public void bound(InetSocketAddress address) {
        LOG.info("Waiting for incoming connection...");
      }
    };
  }

  @Override
  public void opened() {
    if (listener.broadcast()) {
      follower = topics.follow(listener.topic(), null, wake);
      // A follower wakes only whoever has asked it before.
      wake.run();
    }
  }

  /** The first bytes, lengths included, are those of a frame only where frames have no length. */
  @Override
  int firstByte(ByteSlices first) {
    return listener.framing() == Framing.PROTOBUF ? 0 : super.firstByte(first);
  }

  @Override
  int firstEnd(ByteSlices first) {
    return listener.framing() == Framing.PROTOBUF ? first.bytes().length : super.firstEnd(first);
  }

  // ---- From the client

  @Override
  CompletableFuture<Reply> answer(LineBatch batch) {
    ByteSlices frames = batch.frames();
    List<Message> messages = new ArrayList<>(batch.count());
    ByteArrayOutputStream errors = new ByteArrayOutputStream(0);
    boolean broken = false;
    for (int i = 0; i < batch.count() && !broken; i++) {
      byte[] text = format.text(frames.bytes(), frames.start(i), frames.end(i)).orElse(null);
      if (batch.isTooLong(i)) {
        errors.writeBytes(format.error(ErrorCode.FRAME_TOO_LONG, tooLongText()));
        broken = listener.framing() == Framing.PROTOBUF;
      } else if (text == null) {
        tally().failed(ErrorCode.BAD_FRAME, 1);
        errors.writeBytes(format.error(ErrorCode.BAD_FRAME, "not a message of relay.proto"));
        broken = true;
      } else if (text.length > 0) {
        messages.add(Message.text(text));
      }
    }
    Reply.Then then = broken ? Reply.Then.CLOSE : Reply.Then.LIVE_ON;
    return append(messages, errors)
        .thenApply(done -> new Reply(ByteString.fromArrayUnsafe(errors.toByteArray()), then));
  }

  private CompletableFuture<?> append(List<Message> messages, ByteArrayOutputStream errors) {
    if (messages.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return topics
        .append(listener.topic(), producer.nextKey(), messages)
        .handle(
            (appended, failure) -> {
              if (failure != null) {
                UserError error = Failure.userError(failure);
                tally().failed(error.code(), 1);
                errors.writeBytes(format.error(error.code(), String.valueOf(error.getMessage())));
              }
              return appended;
            });
  }

  // ---- To the client

  @Override
  public CompletableFuture<Reply> live() {
    Follower following = follower;
    return following == null ? NOTHING : following.next(PUSH_BYTES).thenApply(this::ofOthers);
  }

  private Reply ofOthers(Page page) {
    ByteString bytes = page.render(format, producer.name());
    Page.Gap gap = page.trimmed();
    if (gap != null) {
      String text =
          "messages after " + gap.from() + " up to " + gap.to() + " are not kept any more";
      bytes = error(ErrorCode.TRIMMED, text).concat(bytes);
    }
    if (bytes.isEmpty() && !page.isEmpty()) {
      // Only what this client said itself: the topic does not wake before all of it was taken.
      wake.run();
    }
    return Reply.of(bytes);
  }

  @Override
  public ByteString error(ErrorCode code, String text) {
    tally().failed(code, 1);
    return ByteString.fromArrayUnsafe(format.error(code, text));
  }

  @Override
  public ByteString farewell() {
    return ByteString.fromArrayUnsafe(format.farewell());
  }

  @Override
  public Duration farewellDelay() {
    return FAREWELL_DELAY;
  }

  @Override
  public void closed() {
    Follower following = follower;
    if (following != null) {
      following.close();
    }
  }
}
