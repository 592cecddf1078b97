package dev.rollcall.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.List;

/**
 * A directory whose files may be named by strangers: whatever the names, nothing outside of it is
 * opened. Thread-safe; its methods block.
 */
/* A path is walked as openat(2) does it: each directory is opened relative to the one before, and
 * no link is followed, neither on the way nor at the end. A check of the whole path before opening
 * it would leave time to put a link in its place. What is no plain file or directory is not opened
 * either: a named pipe would hold the thread. Somebody who may write into the root could still put
 * one in a file's place between the look at it and its opening; all that is won is a waiting thread.
 */
public final class Jail {
  private final Path root;

  private Jail(Path root) {
    this.root = root;
  }

  /**
   * The jail below a directory.
   *
   * @param root may be or contain links, which are the administrator's; looked up again for every
   *     path, so that it can be replaced as a whole
   * @throws IOException if it is no directory that can be read
   * @throws UnsupportedOperationException if files cannot be opened without following links here
   */
  public static Jail at(Path root) throws IOException {
    Jail jail = new Jail(root.toAbsolutePath());
    jail.openRoot().close();
    return jail;
  }

  /**
   * Walks from the root to what the names lead to.
   *
   * @param names each the name of an entry of the one before; none for the root itself
   * @return to be closed
   * @throws NoSuchFileException if there is no such thing, if it is neither a plain file nor a
   *     directory, if a link is on the way, or if a name is none: empty, {@code .} or {@code ..},
   *     not UTF-8, or with a slash, backslash or NUL
   * @throws java.nio.file.AccessDeniedException if this process may not look at it
   */
  public Place find(List<byte[]> names) throws IOException {
    Path[] checked = new Path[names.size()];
    for (int i = 0; i < checked.length; i++) {
      checked[i] =
          FileName.of(names.get(i)).orElseThrow(() -> new NoSuchFileException("(no name)"));
    }
    Place place = Place.root(root, openRoot());
    try {
      for (Path name : checked) {
        Place next = place.step(name);
        if (next.isDirectory()) {
          place.close();
        }
        place = next;
      }
      return place;
    } catch (IOException | RuntimeException e) {
      place.close();
      throw e;
    }
  }

  /** Whoever asked closes what is returned. */
  @SuppressWarnings("StreamResourceLeak")
  private SecureDirectoryStream<Path> openRoot() throws IOException {
    if (!Files.isDirectory(root)) {
      throw Files.exists(root)
          ? new NotDirectoryException(root.toString())
          : new NoSuchFileException(root.toString());
    }
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new UnsupportedOperationException(
        "files cannot be opened without following links on this system");
  }
}
