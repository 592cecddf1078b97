package dev.rollcall.edge.http.site;

import dev.rollcall.base.UserError;
import dev.rollcall.edge.http.HttpSettings;
import dev.rollcall.files.Jail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a {@link StaticFiles} serves.
 *
 * @param jail the directory
 * @param listing whether directories without an index file are listed
 * @param templates the administrator's own pages
 */
public record SiteSettings(Jail jail, boolean listing, Optional<Path> templates) {

  /**
   * The files below {@code root}.
   *
   * @param name how the administrator named the directory: the key or option
   * @throws UserError if it cannot be served
   */
  public static SiteSettings of(String name, Path root, boolean listing, Optional<Path> templates) {
    try {
      return new SiteSettings(Jail.at(root), listing, templates);
    } catch (IOException e) {
      throw UserError.configuration(
          name + " = " + root + ": must be a directory that can be read; " + reason(root));
    } catch (UnsupportedOperationException e) {
      throw UserError.configuration(name + " = " + root + ": " + e.getMessage());
    }
  }

  /**
   * Looks at the directory and the templates without serving them.
   *
   * @throws UserError if one of them cannot be used
   */
  public static void check(HttpSettings http) {
    http.root().ifPresent(root -> of(http, root));
    new Pages(http.templates());
    new ListingPage(http.templates());
  }

  /** What the block {@code rollcall.http} says. */
  public static SiteSettings of(HttpSettings http, Path root) {
    return of("rollcall.http.root", root, http.listing(), http.templates());
  }

  private static String reason(Path root) {
    if (!Files.exists(root)) {
      return "there is none of this name in " + Path.of("").toAbsolutePath();
    }
    return Files.isDirectory(root) ? "this process may not read it" : "it is a file";
  }
}
