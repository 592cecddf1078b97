package dev.rollcall.edge.http.site;

import dev.rollcall.base.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where pages come from: an administrator's directory, and where that has none, what is built in.
 * Read at the start.
 */
final class Templates {
  private static final String BUILT_IN = "site/";
  private static final int BYTES_MAX = 1 << 20;

  private final Optional<Path> directory;

  /**
   * @param directory has {@code listing.html}, {@code error.html} or a page for one status such as
   *     {@code 404.html}, or none of them
   * @throws UserError if it is no directory
   */
  Templates(Optional<Path> directory) {
    this.directory = directory;
    directory
        .filter(given -> !Files.isDirectory(given))
        .ifPresent(
            given -> {
              throw fault(given, "must be an existing directory with templates, or \"\" for none");
            });
  }

  /** The administrator's template of this name, else the built-in one. */
  String of(String name) {
    return own(name).orElseGet(() -> builtIn(name));
  }

  /** The administrator's template of this name. */
  Optional<String> own(String name) {
    return directory.map(given -> given.resolve(name)).filter(Files::exists).map(this::read);
  }

  /** A template that cannot be used. */
  static UserError fault(Path file, String reason) {
    return UserError.configuration("rollcall.http.templates: " + file + ": " + reason);
  }

  /** The file, for an error's message. */
  Path file(String name) {
    return directory.orElse(Path.of("")).resolve(name);
  }

  private String read(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw fault(file, "must not be longer than " + BYTES_MAX + " bytes");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw fault(file, "must be a readable file in UTF-8 (" + e + ")");
    }
  }

  private static String builtIn(String name) {
    try (InputStream template =
        Objects.requireNonNull(
            Templates.class.getClassLoader().getResourceAsStream(BUILT_IN + name), name)) {
      return new String(template.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
