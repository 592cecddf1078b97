package dev.rollcall.lookup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What has to be done to directories so that a crash at any moment leaves no doubtful state. */
final class Directories {
  private static final String DELETED = "deleted-";

  private Directories() {}

  /** Whether a directory of this name is the rest of an interrupted deletion. */
  static boolean deleted(Path directory) {
    return directory.getFileName().toString().startsWith(DELETED);
  }

  /** Deletes a directory of files; renamed first, so that half of it is never taken for a whole. */
  static void delete(Path directory) throws IOException {
    Path doomed = directory;
    if (!deleted(directory)) {
      doomed = directory.resolveSibling(DELETED + directory.getFileName());
      Files.move(directory, doomed, StandardCopyOption.ATOMIC_MOVE);
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(doomed)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(doomed);
  }

  /** Gives a directory its final name, so that it survives a power cut with all that is in it. */
  static void publish(Path directory, Path name) throws IOException {
    force(directory);
    Files.move(directory, name, StandardCopyOption.ATOMIC_MOVE);
    force(name.resolveSibling("."));
  }

  /** Forces the names in a directory to the disk. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows cannot open a directory; its file system writes names in order by itself.
      if (directory.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        throw e;
      }
    }
  }
}
