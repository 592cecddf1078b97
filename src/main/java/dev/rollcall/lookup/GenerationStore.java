package dev.rollcall.lookup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one set: what is fixed about it, and its generations. A generation is built in a
 * directory of another name and gets its own by one atomic renaming, so that an interrupted build
 * is never served. Nobody else may write to the directory meanwhile. Thread-safe.
 *
 * <pre>
 *   set                     partitions and seed, fixed when the set was created
 *   generation-0000000007/  generation, 0000.segment, 0001.segment, …
 *   building-0000000008/    a build going on, or the rest of an interrupted one
 *   deleted-…/              the rest of an interrupted deletion
 * </pre>
 */
public final class GenerationStore {
  private static final Logger LOG = LoggerFactory.getLogger(GenerationStore.class);
  private static final String GENERATION = "generation-";
  private static final String BUILDING = "building-";

  private final Path directory;
  private final SetShape shape;
  private final BuildLimits limits;
  private long newestId;

  private GenerationStore(Path directory, SetShape shape, BuildLimits limits) throws IOException {
    this.directory = directory;
    this.shape = shape;
    this.limits = limits;
    removeLeftovers();
    for (Path generation : generations(directory)) {
      newestId = Math.max(newestId, id(generation));
    }
  }

  /**
   * Opens the directory of a set, creates it where there is none, and removes what interrupted
   * builds and deletions left in it.
   *
   * @param partitions a power of two up to {@link PartitionRouter#PARTITIONS_MAX}
   * @throws dev.rollcall.base.UserError if the set exists with other partitions or another name
   */
  public static GenerationStore open(Path directory, String set, int partitions)
      throws IOException {
    return open(directory, set, partitions, BuildLimits.DEFAULT);
  }

  static GenerationStore open(Path directory, String set, int partitions, BuildLimits limits)
      throws IOException {
    return new GenerationStore(directory, SetShape.open(directory, set, partitions), limits);
  }

  /** The directories of the generations of a set, oldest first; nothing is changed by asking. */
  public static List<Path> generations(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, GENERATION + "*")) {
      for (Path entry : entries) {
        if (id(entry) > 0) {
          found.add(entry);
        }
      }
    }
    found.sort(Comparator.comparingLong(GenerationStore::id));
    return found;
  }

  public Path directory() {
    return directory;
  }

  /** Deals keys to the set's partitions. */
  public PartitionRouter router() {
    return new PartitionRouter(shape.partitions(), shape.seed());
  }

  /**
   * Opens the newest intact generation. Damaged ones are reported and deleted, older ones deleted:
   * what was live before the newest will not be again. To be called while no generation of the set
   * is open.
   */
  public synchronized Optional<Generation> newest() throws IOException {
    Generation newest = null;
    List<Path> found = generations(directory);
    for (int i = found.size() - 1; i >= 0; i--) {
      Path candidate = found.get(i);
      newest = newest == null ? openOrReport(candidate) : newest;
      if (newest == null || !newest.directory().equals(candidate)) {
        Directories.delete(candidate);
      }
    }
    return Optional.ofNullable(newest);
  }

  /**
   * Builds a new generation from a source and opens it. Waits a moment where the source was changed
   * a moment ago: otherwise one more change could go unnoticed. Takes seconds for millions of
   * lines; interrupting the thread ends it.
   *
   * @param progress is told how many bytes of the source were read so far
   * @throws SourceChangedException if the source was changed while it was read; a retry may succeed
   * @throws dev.rollcall.base.UserError if the source cannot be read, has too long a line or is too
   *     large for the set's partitions
   */
  public synchronized Generation build(Path source, LongConsumer progress)
      throws IOException, SourceChangedException {
    long id = ++newestId;
    Path building = directory.resolve(BUILDING + digits(id));
    Files.createDirectory(building);
    try {
      new GenerationBuilder(building, shape, limits, progress).build(id, source);
      Path generation = directory.resolve(GENERATION + digits(id));
      Directories.publish(building, generation);
      return Generation.open(generation);
    } finally {
      if (Files.exists(building)) {
        Directories.delete(building);
      }
    }
  }

  private @Nullable Generation openOrReport(Path candidate) throws IOException {
    try {
      Generation generation = Generation.open(candidate);
      if (generation.partitions() == shape.partitions()) {
        return generation;
      }
      generation.retire(false);
      LOG.warn("{} has other partitions than its set and is deleted", candidate);
    } catch (DamageException e) {
      LOG.warn("{}; the generation is deleted", e.getMessage());
    }
    return null;
  }

  private void removeLeftovers() throws IOException {
    List<Path> leftovers = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Directories.deleted(entry) || entry.getFileName().toString().startsWith(BUILDING)) {
          leftovers.add(entry);
        }
      }
    }
    for (Path leftover : leftovers) {
      LOG.info("removing {}, left by an interrupted build or deletion", leftover);
      Directories.delete(leftover);
    }
  }

  private static String digits(long id) {
    return String.format("%010d", id);
  }

  /** The number in the name of a generation's directory, or 0 where it has none. */
  private static long id(Path generation) {
    String digits = generation.getFileName().toString().substring(GENERATION.length());
    return digits.matches("\\d{10,18}") ? Long.parseLong(digits) : 0;
  }
}
