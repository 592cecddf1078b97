package dev.rollcall.client;

import dev.rollcall.base.ByteSlices;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Gives batches of texts one after the other. */
@FunctionalInterface
public interface BatchSource {
  /** The next texts, not to be changed any more; null after the last. */
  @Nullable ByteSlices next() throws IOException;
}
