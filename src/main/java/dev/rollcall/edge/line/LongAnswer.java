package dev.rollcall.edge.line;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** An answer that is written piece by piece, as fast as the client takes it. */
interface LongAnswer {
  /** Writes the next piece; gives whether there is more. */
  CompletableFuture<Boolean> write(ByteArrayOutputStream out);
}
