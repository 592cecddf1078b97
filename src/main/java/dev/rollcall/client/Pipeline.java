package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
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

  private final Exchange exchange;
  private final BatchSource source;
  private final BlockingQueue<ByteSlices> inFlight = new ArrayBlockingQueue<>(BATCHES_IN_FLIGHT);
  private volatile @Nullable Throwable sourceFailure;

  private Pipeline(Exchange exchange, BatchSource source) {
    this.exchange = exchange;
    this.source = source;
  }

  /** The two directions of a connection; each is used by one thread, both at once. */
  interface Exchange {
    /** Refuses, with a {@link dev.rollcall.base.UserError}, texts that cannot be sent. */
    void check(ByteSlices texts);

    void send(ByteSlices texts) throws IOException;

    /** Waits for the answers to these texts, which come in the order they were sent. */
    void receive(ByteSlices texts) throws IOException;

    /** Makes both sides fail that wait for the connection. */
    void abandon();
  }

  /** Exchanges one batch of any size, checked before; it is answered as a whole. */
  static void run(Exchange exchange, ByteSlices texts) throws IOException {
    if (texts.count() <= FEW_TEXTS) {
      exchange.send(texts);
      exchange.receive(texts);
    } else {
      run(exchange, new Once(texts));
    }
  }

  /** Runs until the source is at its end and everything is answered, or something failed. */
  static void run(Exchange exchange, BatchSource source) throws IOException {
    new Pipeline(exchange, source).run();
  }

  private void run() throws IOException {
    Thread sender = new Thread(this::send, "rollcall-sender");
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
        exchange.abandon();
        sender.interrupt();
      }
    }
  }

  private void receive() throws IOException, InterruptedException {
    for (ByteSlices batch = inFlight.take(); batch != END; batch = inFlight.take()) {
      exchange.receive(batch);
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
        exchange.check(batch);
        inFlight.put(batch);
        exchange.send(batch);
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
  private static final class Once implements BatchSource {
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
