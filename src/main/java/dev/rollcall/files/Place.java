package dev.rollcall.files;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A file or directory found in a {@link Jail}. Holds a directory open, its own or the file's, until
 * it is closed. Not thread-safe; its methods block.
 */
public final class Place implements AutoCloseable {
  private static final Set<OpenOption> READ_NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** A file that is replaced each time it is looked at is not there. */
  private static final int ATTEMPTS = 3;

  private final Path path;
  private final SecureDirectoryStream<Path> directory;
  private final BasicFileAttributes attributes;

  private Place(Path path, SecureDirectoryStream<Path> directory, BasicFileAttributes attributes) {
    this.path = path;
    this.directory = directory;
    this.attributes = attributes;
  }

  static Place root(Path path, SecureDirectoryStream<Path> directory) throws IOException {
    try {
      return new Place(path, directory, own(directory));
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /** A directory is held by what is returned; a file is held by this place. */
  Place step(Path name) throws IOException {
    if (!isDirectory()) {
      throw new NoSuchFileException(path.toString());
    }
    BasicFileAttributes found = look(name);
    if (found.isRegularFile()) {
      return new Place(path.resolve(name), directory, found);
    }
    if (!found.isDirectory()) {
      throw new NoSuchFileException(path.resolve(name).toString());
    }
    SecureDirectoryStream<Path> opened;
    try {
      opened = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    } catch (FileSystemException e) {
      if (isLink(e) || !look(name).isDirectory()) {
        throw new NoSuchFileException(e.getFile());
      }
      throw e;
    }
    return root(path.resolve(name), opened);
  }

  /** Whether it is a directory; if not, it is a plain file. */
  public boolean isDirectory() {
    return attributes.isDirectory();
  }

  /** The name of the last step to it. */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /** A plain file of this directory, usable until this place is closed; empty if there is none. */
  public Optional<Place> file(String name) throws IOException {
    try {
      BasicFileAttributes found = look(Path.of(name));
      return found.isRegularFile()
          ? Optional.of(new Place(path.resolve(name), directory, found))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The file as it was when it was found. */
  public FileIdentity identity() {
    return identity(attributes, attributes.size());
  }

  /** Whether the file looks as it did then. */
  public boolean isStill(FileIdentity before) throws IOException {
    BasicFileAttributes now = look(Objects.requireNonNull(path.getFileName()));
    return now.isRegularFile() && before.equals(identity(now, now.size()));
  }

  /**
   * Opens the file.
   *
   * @throws NoSuchFileException if it is no longer a plain file, or is being replaced all the time
   * @throws java.nio.file.AccessDeniedException if this process may not read it
   */
  public OpenFile open() throws IOException {
    Path name = Objects.requireNonNull(path.getFileName());
    BasicFileAttributes before = attributes;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      SeekableByteChannel channel = openWithoutLink(name);
      try {
        BasicFileAttributes after = look(name);
        if (Objects.equals(before.fileKey(), after.fileKey())) {
          return new OpenFile(channel, identity(after, channel.size()));
        }
        channel.close();
        before = requireFile(after);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
    throw new NoSuchFileException(path.toString());
  }

  private SeekableByteChannel openWithoutLink(Path name) throws IOException {
    try {
      return directory.newByteChannel(name, READ_NO_LINK);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (isLink(e)) {
        throw new NoSuchFileException(path.toString());
      }
      requireFile(look(name));
      throw e;
    }
  }

  /** The first is Java's addition; the second is the system's message, in the usual language. */
  private static boolean isLink(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("NOFOLLOW_LINKS") || message.contains("levels of symbolic links");
  }

  private BasicFileAttributes requireFile(BasicFileAttributes found) throws NoSuchFileException {
    if (!found.isRegularFile()) {
      throw new NoSuchFileException(path.toString());
    }
    return found;
  }

  /**
   * Reads what is in this directory; once only.
   *
   * @param entriesMax after how many entries to stop
   */
  public DirectoryListing list(int entriesMax) throws IOException {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (Path entry : directory) {
      Path name = Objects.requireNonNull(entry.getFileName());
      if (!FileName.isName(name.toString())) {
        continue;
      }
      if (entries.size() == entriesMax) {
        return new DirectoryListing(entries, false);
      }
      entry(name).ifPresent(entries::add);
    }
    return new DirectoryListing(entries, true);
  }

  private Optional<DirectoryEntry> entry(Path name) throws IOException {
    try {
      BasicFileAttributes found = look(name);
      return found.isRegularFile() || found.isDirectory()
          ? Optional.of(
              new DirectoryEntry(
                  name.toString(),
                  found.isDirectory(),
                  found.size(),
                  found.lastModifiedTime().toInstant()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private BasicFileAttributes look(Path name) throws IOException {
    return directory
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static BasicFileAttributes own(SecureDirectoryStream<Path> directory) throws IOException {
    return directory.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
  }

  private FileIdentity identity(BasicFileAttributes found, long bytes) {
    Object key = Objects.requireNonNull(found.fileKey(), "file systems here number their files");
    return new FileIdentity(key, bytes, found.lastModifiedTime(), changed(key));
  }

  /**
   * Java tells this time only of a path. Whatever the path leads to by now: the time counts if it
   * is that of the same file, and otherwise the file counts as changed now.
   */
  private FileTime changed(Object key) {
    try {
      Map<String, Object> found =
          Files.readAttributes(path, "unix:fileKey,ctime", LinkOption.NOFOLLOW_LINKS);
      if (key.equals(found.get("fileKey")) && found.get("ctime") instanceof FileTime time) {
        return time;
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      // As where it is another file.
    }
    return FileTime.from(Instant.now());
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
