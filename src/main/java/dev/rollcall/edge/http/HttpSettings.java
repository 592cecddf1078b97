package dev.rollcall.edge.http;

import dev.rollcall.base.ConfigReader;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What all HTTP listeners have in common; the block {@code rollcall.http}.
 *
 * @param root the directory that is served; empty for none
 * @param listing whether directories without an index file are listed
 */
public record HttpSettings(Optional<Path> root, boolean listing) {

  /** Reads the block {@code http} of the block {@code rollcall}. */
  public static HttpSettings read(ConfigReader rollcall) {
    ConfigReader http = rollcall.block("http");
    return new HttpSettings(
        Optional.of(http.path("root")).filter(root -> !root.toString().isEmpty()),
        http.flag("listing"));
  }
}
