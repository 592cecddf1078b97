package dev.rollcall.edge.http;

import dev.rollcall.base.ConfigReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What all HTTP listeners have in common; the block {@code rollcall.http}.
 *
 * @param root the directory that is served; empty for none
 * @param listing whether directories without an index file are listed
 * @param templates a directory with pages that take the built-in ones' place; empty for none
 */
public record HttpSettings(Optional<Path> root, boolean listing, Optional<Path> templates) {

  /** Reads the block {@code http} of the block {@code rollcall}. */
  public static HttpSettings read(ConfigReader rollcall) {
    ConfigReader http = rollcall.block("http");
    return new HttpSettings(
        directory(http, "root"), http.flag("listing"), directory(http, "templates"));
  }

  private static Optional<Path> directory(ConfigReader http, String name) {
    return Optional.of(http.path(name)).filter(path -> !path.toString().isEmpty());
  }
}
