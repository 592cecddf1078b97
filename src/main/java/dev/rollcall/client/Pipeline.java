package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches ahead of their answers over one connection.
 *
 * <p>The sender has a thread of its own: were one thread to send all before it receives, server and
 * client would wait for each other once the buffers of both directions are full. The caller's
 * thread receives, so that a lost connection is told at once even while the source has nothing to
 * give.
 */
final class Pipeline {
  /** With batches of 64 KiB half a megabyte: enough to fill a long line, little to hold. */
  private static final int BATCHES_IN_FLIGHT = 8;

  /** Answers to so few texts fit any socket's buffer, so that sending can never wait for them. */
  private static final int FEW_TEXTS = 256;

  private static final ByteSlices END = new ByteSlices(new byte[0]);

  private final LookupConnection connection;
  private final LookupClient.BatchSource source;
  private final LookupClient.AnswerSink sink;
  private final BlockingQueue<ByteSlices> inFlight = new ArrayBlockingQueue<>(BATCHES_IN_FLIGHT);
  private volatile @Nullable Throwable sourceFailure;

  Pipeline(
      LookupConnection connection, LookupClient.BatchSource source, LookupClient.AnswerSink sink) {
    this.connection = connection;
    this.source = source;
    this.sink = sink;
  }

  /** Asks for one batch of any size. */
  static BitSet ask(LookupConnection connection, ByteSlices texts) throws IOException {
    if (texts.count() <= FEW_TEXTS) {
      connection.send(texts);
      return connection.receive(texts.count());
    }
    BitSet all = new BitSet(texts.count());
    LookupClient.BatchSource once = new Once(texts);
    new Pipeline(connection, once, (batch, members) -> all.or(members)).run();
    return all;
  }

  /** Runs until the source is at its end and everything is answered, or something failed. */
  void run() throws IOException {
    Thread sender = new Thread(this::send, "rollcall-lookup-sender");
    sender.setDaemon(true);
    sender.start();
    boolean complete = false;
    try {
      receive();
      complete = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      if (!complete) {
        connection.close();
        sender.interrupt();
      }
    }
  }

  private void receive() throws IOException, InterruptedException {
    for (ByteSlices batch = inFlight.take(); batch != END; batch = inFlight.take()) {
      sink.answered(batch, connection.receive(batch.count()));
    }
    Throwable failure = sourceFailure;
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
  }

  private void send() {
    try {
      for (ByteSlices batch = source.next(); batch != null; batch = source.next()) {
        LookupClient.requireAskable(batch);
        inFlight.put(batch);
        connection.send(batch);
      }
    } catch (IOException | RuntimeException e) {
      // If the connection is the cause, the receiver knows more: the server's last words.
      sourceFailure = e;
    } catch (InterruptedException e) {
      return;
    }
    putEnd();
  }

  private void putEnd() {
    try {
      inFlight.put(END);
    } catch (InterruptedException e) {
      // The receiver is gone already.
      Thread.currentThread().interrupt();
    }
  }

  /** One batch and then the end. */
  private static final class Once implements LookupClient.BatchSource {
    private @Nullable ByteSlices batch;

    Once(ByteSlices batch) {
      this.batch = batch;
    }

    @Override
    public @Nullable ByteSlices next() {
      ByteSlices result = batch;
      batch = null;
      return result;
    }
  }
}
