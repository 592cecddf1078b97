package dev.rollcall.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A way to hold a list that takes part in the comparison.
 *
 * @param name as in the table's column, without blanks
 * @param batches how many keys are asked at a time; a row for each
 * @param heap what loading needs of it
 */
record Candidate(String name, List<Integer> batches, HeapEstimate heap, Loader loader) {
  private static final List<Integer> ONE_BY_ONE = List.of(1);

  /** All that {@code rollcall bench index} compares, in the order of its table. */
  static final List<Candidate> ALL =
      List.of(
          new Candidate(
              "rollcall",
              List.of(1, Structure.BATCH_MAX),
              list -> SegmentsStructure.HEAP_BYTES,
              SegmentsStructure::load),
          new Candidate(
              "hash-set", ONE_BY_ONE, HashSetStructure::heapBytes, HashSetStructure::load),
          new Candidate(
              "sorted-array",
              ONE_BY_ONE,
              SortedArrayStructure::heapBytes,
              SortedArrayStructure::load),
          new Candidate(
              "sqlite", ONE_BY_ONE, list -> SqliteStructure.HEAP_BYTES, SqliteStructure::load),
          new Candidate(
              "re-read", ONE_BY_ONE, list -> RereadStructure.HEAP_BYTES, RereadStructure::load));

  /** Tells how many bytes of heap loading a list takes, about and rather too many. */
  interface HeapEstimate {
    long bytes(KnownList list);
  }

  /** Makes a structure out of a list's file. */
  interface Loader {
    /**
     * Reads the list and does all that need not be done anew for each question.
     *
     * @param directory empty, for files of the structure; deleted after it is closed
     * @param progress is told now and then how many lines were read
     */
    Structure load(KnownList list, Path directory, LongConsumer progress) throws IOException;
  }
}
