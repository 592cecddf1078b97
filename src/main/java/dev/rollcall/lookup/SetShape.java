package dev.rollcall.lookup;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is fixed when a set is created, kept in a small file of its directory.
 *
 * @param partitions into how many partitions its members are dealt
 * @param seed the seed of the hash that deals them
 */
record SetShape(int partitions, long seed) {
  static final String FILE = "set";

  /**
   * The shape of the set in a directory, which is created where it does not exist yet.
   *
   * @throws UserError if the set exists with another number of partitions
   */
  static SetShape open(Path directory, String set, int partitions) throws IOException {
    SetShape wanted = new SetShape(partitions, PartitionRouter.seed(set));
    if (!PartitionRouter.valid(partitions)) {
      throw UserError.configuration(
          "partitions = "
              + partitions
              + ": must be a power of two from 1 to "
              + PartitionRouter.PARTITIONS_MAX);
    }
    Files.createDirectories(directory);
    if (!Files.exists(directory.resolve(FILE))) {
      wanted.write(directory);
      return wanted;
    }
    SetShape shape = read(directory);
    if (shape.partitions != partitions) {
      throw UserError.configuration(
          "set "
              + set
              + " was created with partitions = "
              + shape.partitions
              + ", which cannot become "
              + partitions
              + ": set it back, or delete "
              + directory
              + " to have the set built anew from its source");
    }
    if (shape.seed != wanted.seed) {
      throw UserError.configuration(
          directory + " was created for a set of another name than " + set + ": delete it");
    }
    return shape;
  }

  /**
   * Reads the shape of an existing set.
   *
   * @throws DamageException if there is none
   */
  static SetShape read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    CheckedText text = CheckedText.read(file);
    int partitions = (int) text.number("partitions");
    if (!PartitionRouter.valid(partitions)) {
      throw new DamageException(file, "impossible number of partitions");
    }
    return new SetShape(partitions, text.bits("seed"));
  }

  private void write(Path directory) throws IOException {
    CheckedText.empty(directory.resolve(FILE))
        .put("partitions", partitions)
        .putBits("seed", seed)
        .write();
    Directories.force(directory);
  }
}
